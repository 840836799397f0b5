"""The drawing pen, in the units of a 640 × 360 picture."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from PIL import Image, ImageColor, ImageDraw, ImageFont

from . import DRAWINGS

WIDTH, HEIGHT = 640, 360
# Pictures are drawn at four times the film's size and kept at twice: a close-up then stays sharp.
DRAWING_SCALE = 4
STAGE_SCALE = 2

# Pillow then knows the names of these colours wherever it takes a colour.
ImageColor.colormap.update(DRAWINGS["palette"])

# Debian packages fonts-dejavu-core and fonts-dejavu-extra (free licence).
FONTS = "/usr/share/fonts/truetype/dejavu/"
FACES = {
    "serif_bold": "DejaVuSerif-Bold.ttf",
    "serif": "DejaVuSerif.ttf",
    "sans": "DejaVuSans.ttf",
    "sans_bold": "DejaVuSans-Bold.ttf",
}

Point = tuple[float, float]


@cache
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    """Return the font of this face at `size` pixels."""
    return ImageFont.truetype(FONTS + FACES[face], size)


class Pen:
    """Draws on a transparent picture with coordinates in film units."""

    def __init__(self, width: float = WIDTH, height: float = HEIGHT, zoom: float = 1.0) -> None:
        self.unit = DRAWING_SCALE * zoom
        size = (round(width * self.unit), round(height * self.unit))
        self.picture = Image.new("RGBA", size)
        self._draw = ImageDraw.Draw(self.picture)
        self._origin: Point = (0, 0)

    @contextmanager
    def moved(self, x: float, y: float) -> Iterator[None]:
        """Draw meanwhile as if (x, y) were the origin."""
        before = self._origin
        self._origin = (before[0] + x, before[1] + y)
        try:
            yield
        finally:
            self._origin = before

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        left, top = self._origin
        return [((left + x) * self.unit, (top + y) * self.unit) for x, y in points]

    def _around(self, x: float, y: float, rx: float, ry: float) -> list[Point]:
        return self._scaled([(x - rx, y - ry), (x + rx, y + ry)])

    def _width(self, width: float) -> int:
        return max(1, round(width * self.unit))

    def rect(self, x: float, y: float, width: float, height: float, color: str, radius: float = 0) -> None:
        """Draw a rectangle, its corners rounded by `radius`."""
        box = self._scaled([(x, y), (x + width, y + height)])
        self._draw.rounded_rectangle(box, radius * self.unit, fill=color)

    def ellipse(self, x: float, y: float, rx: float, ry: float, color: str) -> None:
        """Draw a filled ellipse centred on (x, y)."""
        self._draw.ellipse(self._around(x, y, rx, ry), fill=color)

    def ring(self, x: float, y: float, rx: float, ry: float, color: str, line: float) -> None:
        """Draw the outline of an ellipse centred on (x, y)."""
        self._draw.ellipse(self._around(x, y, rx, ry), outline=color, width=self._width(line))

    def polygon(self, points: Sequence[Point], color: str) -> None:
        """Draw a filled polygon."""
        self._draw.polygon(self._scaled(points), fill=color)

    def line(self, points: Sequence[Point], color: str, width: float = 2) -> None:
        """Draw a line with round joints and ends."""
        scaled, thickness = self._scaled(points), self._width(width)
        self._draw.line(scaled, fill=color, width=thickness, joint="curve")
        radius = thickness / 2
        for x, y in (scaled[0], scaled[-1]):
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)

    def arc(
        self, x: float, y: float, rx: float, ry: float, start: float, end: float, color: str, width: float
    ) -> None:
        """Draw part of an ellipse's outline, angles in degrees clockwise from three o'clock."""
        self._draw.arc(self._around(x, y, rx, ry), start, end, fill=color, width=self._width(width))

    def slice(self, x: float, y: float, rx: float, ry: float, start: float, end: float, color: str) -> None:
        """Draw part of an ellipse, cut straight between two angles."""
        self._draw.chord(self._around(x, y, rx, ry), start, end, fill=color)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        color: str,
        face: str = "sans_bold",
        anchor: str = "mm",
    ) -> None:
        """Draw text at (x, y), which `anchor` places in it (Pillow's anchors)."""
        written = font(face, round(size * self.unit))
        [place] = self._scaled([(x, y)])
        self._draw.text(place, text, color, written, anchor)

    def text_width(self, text: str, size: float, face: str) -> float:
        """Return the width of a line of text, in film units."""
        return font(face, round(size * self.unit)).getlength(text) / self.unit

    def stage(self) -> Image.Image:
        """Return the picture at stage size, with smooth edges."""
        ratio = STAGE_SCALE / DRAWING_SCALE
        size = (round(self.picture.width * ratio), round(self.picture.height * ratio))
        return self.picture.resize(size, Image.Resampling.BOX)
