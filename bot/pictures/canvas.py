"""Something to draw on: drawn at twice the size, shrunk once, written as a small PNG."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from math import ceil, floor, log10
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from dtms.core.trade import TradeState

WIDTH: Final = 1080
HEIGHT: Final = 720
_SCALE: Final = 2
_COLOURS: Final = 192
_TICKS: Final = 5  # about so many round values on an axis

type Colour = tuple[int, int, int]
type Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of a theme."""

    paper: Colour
    ink: Colour
    faint: Colour
    grid: Colour
    up: Colour
    down: Colour
    vwap: Colour
    entry: Colour
    stop: Colour
    target: Colour
    hedge: Colour
    states: dict[TradeState, Colour]


_STATES: Final = {
    TradeState.HEALTHY: (46, 160, 95),
    TradeState.WARNING_L1: (236, 189, 56),
    TradeState.WARNING_L2: (235, 128, 40),
    TradeState.HEDGED: (142, 92, 214),
    TradeState.RECOVERING: (64, 140, 226),
    TradeState.CLOSED: (128, 132, 140),
}


class Theme(Enum):
    """Which palette a person reads."""

    LIGHT = "light"
    DARK = "dark"

    @property
    def other(self) -> "Theme":
        """Return the other theme."""
        return Theme.LIGHT if self is Theme.DARK else Theme.DARK


PALETTES: Final = {
    Theme.LIGHT: Palette(
        paper=(255, 255, 255),
        ink=(28, 32, 38),
        faint=(120, 126, 136),
        grid=(222, 226, 232),
        up=(24, 148, 120),
        down=(214, 69, 65),
        vwap=(196, 120, 0),
        entry=(36, 99, 200),
        stop=(200, 40, 60),
        target=(20, 130, 70),
        hedge=(124, 70, 200),
        states=_STATES,
    ),
    Theme.DARK: Palette(
        paper=(20, 24, 31),
        ink=(230, 233, 238),
        faint=(140, 147, 158),
        grid=(42, 48, 58),
        up=(60, 190, 155),
        down=(240, 96, 88),
        vwap=(240, 176, 64),
        entry=(108, 160, 250),
        stop=(250, 90, 105),
        target=(80, 200, 120),
        hedge=(180, 140, 250),
        states=_STATES,
    ),
}


class Canvas:
    """A sheet with a palette; lengths are pixels of the finished picture.

    Args:
        theme: Whose colours are used.
        height: Of the picture.
    """

    def __init__(self, theme: Theme, *, height: int = HEIGHT) -> None:
        self.palette = PALETTES[theme]
        self.width, self.height = WIDTH, height
        size = (WIDTH * _SCALE, height * _SCALE)
        self._image = Image.new("RGB", size, self.palette.paper)
        self._draw = ImageDraw.Draw(self._image)
        self._fonts: dict[int, ImageFont.FreeTypeFont | ImageFont.ImageFont] = {}

    def box(self, start: Point, end: Point, colour: Colour) -> None:
        """Fill a rectangle between two corners, in any order; never thinner than a pixel."""
        (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
        right, bottom = max(right, left + 0.5), max(bottom, top + 0.5)
        corners = [round(value * _SCALE) for value in (left, top, right, bottom)]
        corners[2], corners[3] = corners[2] - 1, corners[3] - 1
        self._draw.rectangle(corners, fill=colour)

    def line(self, points: list[Point], colour: Colour, *, width: float = 1.5) -> None:
        """Draw a line through points."""
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=round(width * _SCALE), joint="curve")

    def dashes(self, start: Point, end_x: float, colour: Colour, *, dash: float = 6.0) -> None:
        """Draw a dashed level from a point to the right."""
        at, y = start
        while at < end_x:
            self.line([(at, y), (min(at + dash, end_x), y)], colour, width=1.5)
            at += 2 * dash

    def dot(self, centre: Point, radius: float, colour: Colour) -> None:
        """Draw a filled circle."""
        x, y, r = centre[0] * _SCALE, centre[1] * _SCALE, radius * _SCALE
        self._draw.ellipse([x - r, y - r, x + r, y + r], fill=colour)

    def triangle(self, tip: Point, size: float, colour: Colour, *, upward: bool) -> None:
        """Draw a filled triangle that points up or down at its tip."""
        x, y = tip
        base = y + size if upward else y - size
        corners = [(x, y), (x - size * 0.7, base), (x + size * 0.7, base)]
        self._draw.polygon([(a * _SCALE, b * _SCALE) for a, b in corners], fill=colour)

    def text(
        self, at: Point, text: str, colour: Colour, *, size: int = 18, anchor: str = "lm"
    ) -> None:
        """Write text; `anchor` as Pillow's, by default left and middle."""
        place = (at[0] * _SCALE, at[1] * _SCALE)
        self._draw.text(place, text, fill=colour, font=self._font(size), anchor=anchor)

    def text_width(self, text: str, *, size: int = 18) -> float:
        """Return how wide a text will be."""
        return self._draw.textlength(text, font=self._font(size)) / _SCALE

    def png(self) -> bytes:
        """Return the finished picture."""
        small = self._image.reduce(_SCALE)
        file = BytesIO()
        small.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            file, "PNG", optimize=False, compress_level=9
        )
        return file.getvalue()

    def _font(self, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        if size not in self._fonts:
            self._fonts[size] = ImageFont.load_default(size * _SCALE)
        return self._fonts[size]


def mixed(colour: Colour, paper: Colour, share: float) -> Colour:
    """Return a colour laid thinly over paper; `share` 1 is the colour itself."""
    red, green, blue = (
        round(top * share + under * (1 - share)) for top, under in zip(colour, paper, strict=True)
    )
    return red, green, blue


def rounded(low: float, high: float) -> Iterator[float]:
    """Yield round values between two, about five; `high` must be above `low`."""
    rough = (high - low) / _TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= rough)
    for number in range(ceil(low / step), floor(high / step) + 1):
        yield number * step
