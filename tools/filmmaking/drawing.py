"""Palette, drawing pen and title cards, in the units of a 640 × 360 picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 640, 360
# Pictures are drawn at four times the film's size and kept at twice: a close-up then stays sharp.
DRAWING_SCALE = 4
STAGE_SCALE = 2

TUFFEAU = "#F1E9DA"
TUFFEAU_SHADE = "#E3D7C1"
STONE = "#CBBDA3"
STONE_DARK = "#A4957B"
CREAM = "#FBF7EF"
SLATE = "#34424F"
SLATE_LIGHT = "#5F707E"
SLATE_PALE = "#9DAAB3"
LOIRE = "#2F6690"
LOIRE_LIGHT = "#8FB6CC"
SKY = "#D3E4EA"
DAWN = "#F0D2B4"
BRICK = "#A8462F"
BRICK_LIGHT = "#D08A6E"
LEAF = "#7C9C68"
LEAF_DARK = "#4F7049"
WOOD = "#BD9064"
WOOD_DARK = "#8D6643"
OCHRE = "#D9A441"
INK = "#232B33"
WHITE = "#FFFFFF"

# Debian packages fonts-dejavu-core and fonts-dejavu-extra (free licence).
FONTS = "/usr/share/fonts/truetype/dejavu/"
SERIF_BOLD = "DejaVuSerif-Bold.ttf"
SERIF = "DejaVuSerif.ttf"
SANS = "DejaVuSans.ttf"
SANS_BOLD = "DejaVuSans-Bold.ttf"

Point = tuple[float, float]


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return the font `name` at `size` pixels."""
    return ImageFont.truetype(FONTS + name, size)


class Pen:
    """Draws on a transparent picture with coordinates in film units."""

    def __init__(self, width: float = WIDTH, height: float = HEIGHT, zoom: float = 1.0) -> None:
        self.unit = DRAWING_SCALE * zoom
        size = (round(width * self.unit), round(height * self.unit))
        self.picture = Image.new("RGBA", size)
        self._draw = ImageDraw.Draw(self.picture)

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.unit, y * self.unit) for x, y in points]

    def _width(self, width: float) -> int:
        return max(1, round(width * self.unit))

    def rect(self, x: float, y: float, width: float, height: float, color: str, radius: float = 0) -> None:
        """Draw a rectangle, its corners rounded by `radius`."""
        box = self._scaled([(x, y), (x + width, y + height)])
        self._draw.rounded_rectangle((*box[0], *box[1]), radius * self.unit, fill=color)

    def frame(self, x: float, y: float, width: float, height: float, color: str, line: float = 1.5) -> None:
        """Draw the outline of a rectangle."""
        box = self._scaled([(x, y), (x + width, y + height)])
        self._draw.rectangle((*box[0], *box[1]), outline=color, width=self._width(line))

    def ellipse(self, x: float, y: float, rx: float, ry: float, color: str) -> None:
        """Draw a filled ellipse centred on (x, y)."""
        box = self._scaled([(x - rx, y - ry), (x + rx, y + ry)])
        self._draw.ellipse((*box[0], *box[1]), fill=color)

    def ring(self, x: float, y: float, rx: float, ry: float, color: str, line: float) -> None:
        """Draw the outline of an ellipse centred on (x, y)."""
        box = self._scaled([(x - rx, y - ry), (x + rx, y + ry)])
        self._draw.ellipse((*box[0], *box[1]), outline=color, width=self._width(line))

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
        box = self._scaled([(x - rx, y - ry), (x + rx, y + ry)])
        self._draw.arc((*box[0], *box[1]), start, end, fill=color, width=self._width(width))

    def slice(self, x: float, y: float, rx: float, ry: float, start: float, end: float, color: str) -> None:
        """Draw part of an ellipse, cut straight between two angles."""
        box = self._scaled([(x - rx, y - ry), (x + rx, y + ry)])
        self._draw.chord((*box[0], *box[1]), start, end, fill=color)

    def text(self, x: float, y: float, text: str, size: float, color: str, **options: str) -> None:
        """Draw text at (x, y), with options `face` (font file) and `anchor` (Pillow's anchors)."""
        face = font(options.get("face", SANS_BOLD), round(size * self.unit))
        self._draw.text((x * self.unit, y * self.unit), text, color, face, options.get("anchor", "mm"))

    def text_width(self, text: str, size: float, face: str) -> float:
        """Return the width of a line of text, in film units."""
        return font(face, round(size * self.unit)).getlength(text) / self.unit

    def stage(self) -> Image.Image:
        """Return the picture at stage size, with smooth edges."""
        ratio = STAGE_SCALE / DRAWING_SCALE
        size = (round(self.picture.width * ratio), round(self.picture.height * ratio))
        return self.picture.resize(size, Image.Resampling.BOX)


def blois_skyline(pen: Pen, river: float, *, ripples: bool = True) -> None:
    """Draw the town above the Loire, its river line at height `river`, without ripples under a text."""
    houses = [
        (0, 46, 30), (44, 38, 44), (84, 50, 34), (132, 34, 52), (168, 44, 40), (214, 40, 58),
        (256, 46, 42), (300, 36, 50), (338, 52, 36), (388, 40, 46), (430, 50, 32), (482, 36, 42),
        (520, 48, 30), (570, 40, 38), (608, 40, 28),
    ]  # fmt: skip
    for x, width, height in houses:
        top = river - height
        pen.rect(x, top, width + 2, height, TUFFEAU_SHADE)
        pen.polygon([(x - 3, top), (x + width / 2, top - 18), (x + width + 5, top)], SLATE)
        for window in range(int(x) + 9, int(x + width) - 6, 14):
            pen.rect(window, top + 9, 5, 8, SLATE_PALE)
    for x, height in ((238, 128), (262, 118), (356, 96)):
        pen.rect(x - 7, river - height + 46, 14, height - 46, TUFFEAU_SHADE)
        pen.polygon([(x - 9, river - height + 48), (x, river - height), (x + 9, river - height + 48)], SLATE)
    pen.rect(0, river, WIDTH, HEIGHT - river, LOIRE)
    for index in range(16 if ripples else 0):
        x = (index * 97) % 620
        y = river + 14 + (index * 37) % max(20, int(HEIGHT - river - 20))
        pen.line([(x, y), (x + 34, y)], LOIRE_LIGHT, 1.4)


def blois_bridge(pen: Pen, river: float) -> None:
    """Draw the stone bridge in front of the town, rising to its middle."""
    deck = [(x, river - 6 - 20 * math.sin(math.pi * x / WIDTH)) for x in range(0, WIDTH + 1, 20)]
    pen.polygon([*deck, (WIDTH, river + 30), (0, river + 30)], TUFFEAU_SHADE)
    for index in range(7):
        x = 50 + index * 90
        rise = 26 + 12 * math.sin(math.pi * x / WIDTH)
        pen.slice(x, river + 31, 34, rise, 180, 360, LOIRE)
    pen.line(deck, STONE_DARK, 3)
    pen.polygon([(312, river - 26), (320, river - 78), (328, river - 26)], TUFFEAU_SHADE)


def wrap_title(pen: Pen, text: str, size: float, face: str, width: float) -> list[str]:
    """Break a title into lines no wider than `width`, at ordinary spaces."""
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and pen.text_width(joined, size, face) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def chapter_card(number: int, title: str) -> Image.Image:
    """Draw a slate card with a chapter's number and title."""
    pen = Pen()
    pen.rect(0, 0, WIDTH, HEIGHT, SLATE)
    pen.rect(0, 300, WIDTH, 60, LOIRE)
    for index in range(9):
        x, y = 30 + index * 72, 318 + (index * 29) % 30
        pen.line([(x, y), (x + 32, y)], LOIRE_LIGHT, 1.4)
    pen.ellipse(320, 96, 26, 26, BRICK)
    pen.text(320, 96, str(number), 26, CREAM, face=SERIF_BOLD)
    lines = wrap_title(pen, title, 34, SERIF_BOLD, 520)
    for index, line in enumerate(lines):
        pen.text(320, 176 + (index - (len(lines) - 1) / 2) * 44, line, 34, CREAM, face=SERIF_BOLD)
    return pen.stage()


def end_card(title: str) -> Image.Image:
    """Draw the closing card."""
    pen = Pen()
    pen.rect(0, 0, WIDTH, HEIGHT, TUFFEAU)
    blois_skyline(pen, 316, ripples=False)
    pen.text(320, 72, "Fin", 44, SLATE, face=SERIF_BOLD)
    pen.text(320, 120, title, 17, SLATE, face=SERIF)
    pen.text(320, 346, "Contenu de démonstration : personnages et dialogues imaginés", 12, CREAM, face=SANS)
    return pen.stage()


def title_ground(kicker: str, title: str) -> Image.Image:
    """Draw the ground of a film's title card and poster. Its characters are added on the right."""
    pen = Pen()
    pen.rect(0, 0, WIDTH, HEIGHT, TUFFEAU)
    pen.ellipse(492, 178, 138, 138, DAWN)
    blois_skyline(pen, 322, ripples=False)
    pen.rect(40, 44, 46, 6, BRICK)
    pen.text(40, 72, kicker, 16, BRICK, face=SANS_BOLD, anchor="lm")
    lines = wrap_title(pen, title, 36, SERIF_BOLD, 320)
    for index, line in enumerate(lines):
        pen.text(38, 118 + index * 46, line, 36, SLATE, face=SERIF_BOLD, anchor="lm")
    pen.text(40, 342, "Projet d’administration", 14, CREAM, face=SANS, anchor="lm")
    return pen.stage()


def name_tag(name: str, on_right: bool) -> Image.Image:
    """Draw the label that names who speaks, in the corner of the picture on that person's side."""
    pen = Pen()
    width = pen.text_width(name, 14, SANS_BOLD) + 32
    left = WIDTH - 20 - width if on_right else 20
    pen.rect(left, 20, width, 27, SLATE, 13)
    pen.ellipse(left + 13, 33.5, 4, 4, OCHRE)
    pen.text(left + 23, 33.5, name, 14, CREAM, anchor="lm")
    return pen.stage()


def viewfinder(recording: bool) -> Image.Image:
    """Draw a reporter's camera frame, its red light on or off."""
    pen = Pen()
    for x, y, dx, dy in ((12, 12, 1, 1), (628, 12, -1, 1), (12, 348, 1, -1), (628, 348, -1, -1)):
        pen.line([(x + 22 * dx, y), (x, y), (x, y + 22 * dy)], CREAM, 2.4)
    pen.rect(548, 21, 70, 24, SLATE, 12)
    pen.ellipse(563, 33, 5, 5, BRICK_LIGHT if recording else SLATE_LIGHT)
    pen.text(573, 33, "REC", 12, CREAM, anchor="lm")
    return pen.stage()
