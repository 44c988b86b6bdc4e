"""A report's picture: the balance over time, and each trade with its states and result."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.pictures.canvas import WIDTH, Canvas, Theme, mixed, rounded
from dtms.core.market import Side
from dtms.engine.reporting import Report, TradeRow

MOST_ROWS: Final = 14
_LEFT, _RIGHT = 14.0, WIDTH - 130.0
_TOP, _BOTTOM = 56.0, 330.0  # of the money
_ROW = 40.0
_ROWS_TOP = _BOTTOM + 56
_TIME_LEFT, _TIME_RIGHT = 360.0, WIDTH - 190.0  # of the states
_MIDNIGHTS = timedelta(days=2)  # longer reports show days instead of hours


def draw_report(report: Report, theme: Theme) -> bytes:
    """Draw a report as PNG.

    Args:
        report: What to show; of its trades the worst `MOST_ROWS`.
        theme: Light or dark.

    Returns:
        A picture 1080 pixels wide.
    """
    rows = report.trades[:MOST_ROWS]
    canvas = Canvas(theme, height=round(_ROWS_TOP + _ROW * max(len(rows), 1)))
    _head(canvas, report)
    _money(canvas, report)
    for number, row in enumerate(rows):
        _row(canvas, report, row, _ROWS_TOP + number * _ROW)
    return canvas.png()


def _head(canvas: Canvas, report: Report) -> None:
    colours = canvas.palette
    span = f"{report.since.astimezone(UTC):%d.%m. %H:%M} - {report.at.astimezone(UTC):%d.%m. %H:%M}"
    canvas.text((_LEFT, 26), f"{span} UTC", colours.ink, size=20)
    colour = colours.up if report.change >= 0 else colours.down
    canvas.text((WIDTH - 14, 26), f"{report.change:+,.2f}", colour, size=26, anchor="rm")


def _money(canvas: Canvas, report: Report) -> None:
    """Draw the balance as steps, the equity as its end."""
    colours = canvas.palette
    values = [report.equity, report.start, *(point.balance for point in report.money)]
    low, high = min(values), max(values)
    room = max(0.1 * (high - low), abs(high) * 1e-5, 0.01)
    low, high = low - room, high + room

    def y(value: float) -> float:
        return _BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP)

    for value in rounded(low, high):
        canvas.line([(_LEFT, y(value)), (_RIGHT, y(value))], colours.grid, width=1)
        canvas.text((_RIGHT + 8, y(value)), f"{value:,.2f}", colours.faint, size=15)
    for at, text in _stamps(report):
        x = _x(report, at, _LEFT, _RIGHT)
        canvas.line([(x, _TOP), (x, _BOTTOM)], colours.grid, width=1)
        canvas.text((x, _BOTTOM + 18), text, colours.faint, size=15, anchor="mm")
    canvas.dashes((_LEFT, y(report.start)), _RIGHT, colours.faint, dash=3)
    steps: list[tuple[float, float]] = []
    for point in report.money:
        x = _x(report, point.at, _LEFT, _RIGHT)
        if steps:
            steps.append((x, steps[-1][1]))
        steps.append((x, y(point.balance)))
    steps.append((_RIGHT, steps[-1][1]))
    canvas.line(steps, colours.entry, width=2.5)
    canvas.line([(_RIGHT, steps[-1][1]), (_RIGHT, y(report.equity))], colours.vwap, width=2)
    canvas.dot((_RIGHT, y(report.equity)), 5, colours.vwap)


def _row(canvas: Canvas, report: Report, row: TradeRow, top: float) -> None:
    colours, middle = canvas.palette, top + _ROW / 2
    canvas.line([(_LEFT, top), (WIDTH - 14, top)], colours.grid, width=1)
    bought = row.side is Side.BUY
    tip = (_LEFT + 8, middle - 7 if bought else middle + 7)
    canvas.triangle(tip, 14, colours.up if bought else colours.down, upward=bought)
    canvas.text((_LEFT + 24, middle), f"{row.symbol} {row.volume.normalize():f}", colours.ink)
    number = f"#{row.key.position}"
    canvas.text((_TIME_LEFT - 12, middle), number, colours.faint, size=14, anchor="rm")
    canvas.box((_TIME_LEFT, middle - 2), (_TIME_RIGHT, middle + 2), colours.grid)
    end = row.until or report.at
    ends = [*(band.since for band in row.bands[1:]), end]
    for band, until in zip(row.bands, ends, strict=True):
        if until <= report.since or band.since >= end:
            continue
        left = _x(report, band.since, _TIME_LEFT, _TIME_RIGHT)
        right = _x(report, until, _TIME_LEFT, _TIME_RIGHT)
        canvas.box((left, middle - 9), (right, middle + 9), colours.states[band.state])
    colour = colours.up if row.result >= 0 else colours.down
    if row.floating is None:
        colour = mixed(colour, colours.paper, 0.85)
    canvas.text((WIDTH - 14, middle), f"{row.result:+,.2f}", colour, size=20, anchor="rm")


def _x(report: Report, at: datetime, left: float, right: float) -> float:
    share = (at - report.since) / max(report.at - report.since, timedelta(seconds=1))
    return left + min(max(share, 0.0), 1.0) * (right - left)


def _stamps(report: Report) -> Iterator[tuple[datetime, str]]:
    long = report.at - report.since > _MIDNIGHTS
    every = timedelta(days=1) if long else timedelta(hours=3)
    at = report.since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if long:
        at = at.replace(hour=0)
    while at < report.at:
        if at > report.since and (long or at.hour % 3 == 0):
            yield at, f"{at:%d.%m.}" if long else f"{at:%H:%M}"
        at += every if long else timedelta(hours=1)
