"""A trade's picture: candles, VWAP, structure, levels with their history, states and scores."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np

from bot.pictures.canvas import HEIGHT, WIDTH, Canvas, Colour, Theme, mixed, rounded
from dtms.core.chart import Chart, HedgeSpan, StopStep
from dtms.core.market import Ints, Side, Timeframe

_LEFT, _RIGHT = 14.0, WIDTH - 104.0
_TOP, _BOTTOM = 48.0, HEIGHT - 190.0  # of the prices
_BAND_TOP, _BAND_BOTTOM = _BOTTOM + 8, _BOTTOM + 22
_SCORE_TOP, _SCORE_BOTTOM = _BAND_BOTTOM + 14, HEIGHT - 34.0
_MOST_SCORE = 9.0  # points to each end of the strip
_SCORE_LINES = (-6.0, -2.0, 2.0)
_AHEAD = 4  # empty slots to the right of the last bar
_STRETCH = 1.2  # how far levels may widen the range of the bars, as a multiple of it
_EVERY = (1, 2, 3, 6, 12, 24, 48, 96)  # hours between two marks of time
_MOST_HOURS = 8  # such marks
_TAG = 11.0  # half a label's height


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """From instants and prices to pixels."""

    opens: Ints
    seconds: int
    slot: float
    low: float
    high: float

    def x(self, at: datetime) -> float:
        """Return where an instant is; closed markets take no room."""
        stamp = at.timestamp()
        row = int(np.searchsorted(self.opens, stamp, side="right")) - 1
        if row < 0:
            return _LEFT
        share = min((stamp - float(self.opens[row])) / self.seconds, 1.0)
        last = row == len(self.opens) - 1
        share = min((stamp - float(self.opens[row])) / self.seconds, _AHEAD) if last else share
        return min(_LEFT + (row + share) * self.slot, _RIGHT)

    def y(self, price: float | Decimal) -> float:
        """Return where a price is."""
        share = (float(price) - self.low) / (self.high - self.low)
        return _BOTTOM - share * (_BOTTOM - _TOP)

    def shows(self, price: float | Decimal) -> bool:
        """Claim that a price is within the picture."""
        return self.low <= float(price) <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tag:
    price: Decimal
    colour: Colour


def draw_chart(chart: Chart, theme: Theme) -> bytes:
    """Draw a trade as PNG.

    Args:
        chart: What to show; at least one bar.
        theme: Light or dark.

    Returns:
        A picture of 1080 by 720 pixels, well under 100 kB.
    """
    canvas = Canvas(theme)
    scale = _scale(chart)
    tags = _placed(canvas, chart, scale)
    _bands(canvas, chart, scale)
    _frame(canvas, chart, scale, taken=[y for y, _ in tags])
    _candles(canvas, chart, scale)
    _vwap(canvas, chart, scale)
    _structure(canvas, chart, scale)
    _levels(canvas, chart, scale)
    _marks(canvas, chart, scale)
    _scores(canvas, chart, scale)
    _tags(canvas, tags, scale, chart.digits)
    return canvas.png()


def _scale(chart: Chart) -> _Scale:
    bars = chart.bars
    low, high = float(np.min(bars.low)), float(np.max(bars.high))
    span = max(high - low, 10.0**-chart.digits)
    wanted = [chart.entry, chart.target, *(one.price for one in chart.hedges)]
    wanted += [step.stop for step in chart.stops[-1:]]
    wanted += [hedge.stop for hedge in chart.hedges[-1:]]
    for price in wanted:
        if price is not None and low - _STRETCH * span <= price <= high + _STRETCH * span:
            low, high = min(low, float(price)), max(high, float(price))
    room = 0.06 * (high - low or span)
    return _Scale(
        opens=bars.time,
        seconds=bars.timeframe.seconds,
        slot=(_RIGHT - _LEFT) / (len(bars) + _AHEAD),
        low=low - room,
        high=high + room,
    )


def _frame(canvas: Canvas, chart: Chart, scale: _Scale, *, taken: list[float]) -> None:
    colours = canvas.palette
    title = f"{chart.symbol}  #{chart.ticket}  M{chart.bars.timeframe.value}"
    canvas.text((_LEFT + 30, 24), title, colours.ink, size=22)
    bought = chart.side is Side.BUY
    tip = (_LEFT + 10, 15.0 if bought else 33.0)
    canvas.triangle(tip, 18, colours.up if bought else colours.down, upward=bought)
    stamp = f"{chart.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    canvas.text((WIDTH - 14, 24), stamp, colours.faint, size=18, anchor="rm")
    for price in rounded(scale.low, scale.high):
        y = scale.y(price)
        canvas.line([(_LEFT, y), (_RIGHT, y)], colours.grid, width=1)
        if all(abs(y - other) > 2 * _TAG for other in taken):
            canvas.text((_RIGHT + 9, y), f"{price:.{chart.digits}f}", colours.faint, size=16)
    for at, text in _hours(chart):
        x = scale.x(at)
        canvas.line([(x, _TOP), (x, _BOTTOM)], colours.grid, width=1)
        canvas.text((x, HEIGHT - 16), text, colours.faint, size=16, anchor="mm")


def _hours(chart: Chart) -> Iterator[tuple[datetime, str]]:
    """Yield full hours far enough apart, the day where it begins."""
    bars = chart.bars
    length = timedelta(seconds=bars.timeframe.seconds * len(bars))
    every = next(hours for hours in _EVERY if length / timedelta(hours=hours) <= _MOST_HOURS)
    for stamp in bars.time.tolist():
        at = datetime.fromtimestamp(stamp, UTC)
        if at.minute == 0 and (at.hour + 24 * at.toordinal()) % every == 0:
            yield at, f"{at:%d.%m.}" if at.hour == 0 else f"{at:%H:%M}"


def _bands(canvas: Canvas, chart: Chart, scale: _Scale) -> None:
    """Colour the time spent in each state, as a strip and thinly behind the candles."""
    colours = canvas.palette
    ends = [*(band.since for band in chart.bands[1:]), chart.at]
    for band, until in zip(chart.bands, ends, strict=True):
        left, right = scale.x(band.since), scale.x(until)
        colour = colours.states[band.state]
        canvas.box((left, _TOP), (right, _BOTTOM), mixed(colour, colours.paper, 0.13))
        canvas.box((left, _BAND_TOP), (right, _BAND_BOTTOM), colour)


def _candles(canvas: Canvas, chart: Chart, scale: _Scale) -> None:
    bars, colours = chart.bars, canvas.palette
    half = max(scale.slot * 0.34, 1.0)
    columns = (bars.open, bars.high, bars.low, bars.close)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for row, (opened, high, low, close) in enumerate(rows):
        x = _LEFT + (row + 0.5) * scale.slot
        colour = colours.up if close >= opened else colours.down
        canvas.box((x - 0.5, scale.y(high)), (x + 0.5, scale.y(low)), colour)
        canvas.box((x - half, scale.y(opened)), (x + half, scale.y(close)), colour)


def _vwap(canvas: Canvas, chart: Chart, scale: _Scale) -> None:
    run: list[tuple[float, float]] = []
    for row, value in enumerate([*chart.vwap.tolist(), np.nan]):
        if np.isfinite(value) and scale.shows(value):
            run.append((_LEFT + (row + 1) * scale.slot, scale.y(value)))
            continue
        if len(run) > 1:
            canvas.line(run, canvas.palette.vwap, width=1.5)
        run = []


def _structure(canvas: Canvas, chart: Chart, scale: _Scale) -> None:
    """Mark swings by small dots; a break by its level, doubled where the trend turned."""
    colours = canvas.palette
    for swing in chart.swings:
        y = scale.y(swing.price) + (-7 if swing.is_high else 7)
        canvas.dot((scale.x(swing.at) + scale.slot / 2, y), 2.2, colours.faint)
    for one in chart.breaks:
        colour = colours.up if one.upward else colours.down
        x, y = scale.x(one.at), scale.y(one.level)
        canvas.line([(max(x - 40, _LEFT), y), (x, y)], colour, width=2)
        if one.turned:
            canvas.line([(max(x - 40, _LEFT), y + 4), (x, y + 4)], colour, width=2)
        tip = (x, y - 12 if one.upward else y + 12)
        canvas.triangle(tip, 9, colour, upward=one.upward)


def _levels(canvas: Canvas, chart: Chart, scale: _Scale) -> None:
    colours = canvas.palette
    start = scale.x(chart.opened_at)
    canvas.dashes((start, scale.y(chart.entry)), _RIGHT, colours.entry)
    if chart.target is not None and scale.shows(chart.target):
        canvas.dashes((start, scale.y(chart.target)), _RIGHT, colours.target)
    for step, until in _spans(chart):
        _stop_step(canvas, scale, step, until)
    for hedge in chart.hedges:
        _hedge(canvas, scale, hedge, chart.at)


def _spans(chart: Chart) -> Iterator[tuple[StopStep, datetime]]:
    for step, following in pairwise(chart.stops):
        yield step, following.at
    if chart.stops:
        yield chart.stops[-1], chart.at + timedelta(days=1)


def _stop_step(canvas: Canvas, scale: _Scale, step: StopStep, until: datetime) -> None:
    if step.stop is None or not scale.shows(step.stop):
        return
    y = scale.y(step.stop)
    canvas.line([(scale.x(step.at), y), (scale.x(until), y)], canvas.palette.stop, width=2.5)


def _hedge(canvas: Canvas, scale: _Scale, hedge: HedgeSpan, now: datetime) -> None:
    colour = canvas.palette.hedge
    left, right = scale.x(hedge.since), scale.x(hedge.until or now)
    y = scale.y(hedge.price)
    canvas.line([(left, y), (max(right, left + 4), y)], colour, width=4)
    canvas.dot((left, y), 5, colour)
    if hedge.until is not None:
        canvas.line([(right, y - 6), (right, y + 6)], colour, width=3)
    if hedge.stop is not None and scale.shows(hedge.stop):
        canvas.dashes((left, scale.y(hedge.stop)), max(right, left + 4), colour, dash=3)


def _marks(canvas: Canvas, chart: Chart, scale: _Scale) -> None:
    """Mark the entry by its arrow, closed volume by a square, added volume by a circle."""
    colours, bought = canvas.palette, chart.side is Side.BUY
    x, y = scale.x(chart.opened_at), scale.y(chart.entry)
    canvas.triangle((x, y), 15, colours.entry, upward=bought)
    for at in chart.parts:
        middle = scale.x(at)
        canvas.box((middle - 5, _BOTTOM - 14), (middle + 5, _BOTTOM - 4), colours.ink)
    for at in chart.readds:
        canvas.dot((scale.x(at), _BOTTOM - 9), 6, colours.entry)


def _scores(canvas: Canvas, chart: Chart, scale: _Scale) -> None:
    colours = canvas.palette
    for points in _SCORE_LINES:
        y = _score_y(points)
        canvas.line([(_LEFT, y), (_RIGHT, y)], colours.grid, width=1)
        canvas.text((_RIGHT + 8, y), f"{points:+.0f}", colours.faint, size=15)
    canvas.line([(_LEFT, _score_y(0.0)), (_RIGHT, _score_y(0.0))], colours.faint, width=1)
    since = datetime.fromtimestamp(int(chart.bars.time[0]), UTC)
    wide = max(scale.slot * 0.4 * Timeframe.M5.seconds / scale.seconds, 1.0)
    for point in chart.scores:
        if point.at < since:
            continue
        x = scale.x(point.at)
        colour = colours.up if point.score >= 0 else colours.down
        canvas.box((x - wide, _score_y(0.0)), (x + wide, _score_y(point.score)), colour)


def _score_y(points: float) -> float:
    share = (max(min(points, _MOST_SCORE), -_MOST_SCORE) + _MOST_SCORE) / (2 * _MOST_SCORE)
    return _SCORE_BOTTOM - share * (_SCORE_BOTTOM - _SCORE_TOP)


def _placed(canvas: Canvas, chart: Chart, scale: _Scale) -> list[tuple[float, _Tag]]:
    """Return the prices that matter and where to write them, pushed apart."""
    placed, free = [], _TOP
    for tag in sorted(_wanted(canvas, chart), key=lambda one: -one.price):
        inside = min(max(scale.y(tag.price), _TOP + _TAG), _BOTTOM - _TAG)
        y = max(inside, free + _TAG)
        free = y + _TAG
        placed.append((y, tag))
    return placed


def _tags(canvas: Canvas, placed: list[tuple[float, _Tag]], scale: _Scale, digits: int) -> None:
    for y, tag in placed:
        canvas.box((_RIGHT + 4, y - _TAG + 1), (WIDTH - 4, y + _TAG - 1), tag.colour)
        canvas.text((_RIGHT + 9, y), f"{tag.price:.{digits}f}", canvas.palette.paper, size=16)
        if not scale.shows(tag.price):
            above = float(tag.price) > scale.high
            canvas.triangle((_RIGHT - 6, y - 6 if above else y + 6), 10, tag.colour, upward=above)


def _wanted(canvas: Canvas, chart: Chart) -> Iterator[_Tag]:
    colours = canvas.palette
    yield _Tag(price=chart.entry, colour=colours.entry)
    if chart.stops and chart.stops[-1].stop is not None:
        yield _Tag(price=chart.stops[-1].stop, colour=colours.stop)
    if chart.target is not None:
        yield _Tag(price=chart.target, colour=colours.target)
    if chart.hedges and chart.hedges[-1].until is None:
        yield _Tag(price=chart.hedges[-1].price, colour=colours.hedge)
    if chart.quote is not None:
        yield _Tag(price=chart.quote.closing(chart.side), colour=colours.ink)
