"""Furniture of the sets: rooms, desks, windows, folders, cups, boxes."""

from __future__ import annotations

from PIL import Image

from . import drawing as d
from .drawing import HEIGHT, WIDTH, Pen

PAPER_LINES = 3


def room(ground: Pen, wall: str = d.TUFFEAU, floor: str = d.STONE) -> None:
    """Draw a room: its wall and its floor."""
    ground.rect(0, 0, WIDTH, HEIGHT, wall)
    ground.rect(0, 270, WIDTH, 90, floor)
    ground.rect(0, 266, WIDTH, 7, d.CREAM)


def outdoors(ground: Pen, sky: str = d.SKY, soil: str = d.LEAF) -> None:
    """Draw the sky and the soil."""
    ground.rect(0, 0, WIDTH, HEIGHT, sky)
    ground.rect(0, 262, WIDTH, 98, soil)


def desk(front: Pen, color: str = d.WOOD, top: float = 304) -> None:
    """Draw a desk across the front."""
    front.rect(0, top, WIDTH, 14, d.WOOD_DARK if color == d.WOOD else d.SLATE_LIGHT, 3)
    front.rect(0, top + 11, WIDTH, 60, color)


def window(pen: Pen, x: float, y: float, width: float = 120, height: float = 130) -> None:
    """Draw a window over a street."""
    pen.rect(x - 6, y - 6, width + 12, height + 12, d.CREAM, 3)
    pen.rect(x, y, width, height, d.SKY)
    street = y + height
    pen.polygon([(x, street - 26), (x + 34, street - 46), (x + 66, street - 26)], d.SLATE_PALE)
    pen.rect(x + 8, y + height - 26, 50, 26, d.TUFFEAU_SHADE)
    pen.rect(x + 66, y + height - 16, width - 66, 16, d.LEAF)
    pen.rect(x + width / 2 - 2, y, 4, height, d.CREAM)
    pen.rect(x, y + height / 2 - 2, width, 4, d.CREAM)


def plant(pen: Pen, x: float, y: float, size: float = 1) -> None:
    """Draw a plant in its pot."""
    for dx, dy in ((-22, -46), (-8, -62), (8, -60), (22, -44), (0, -48)):
        pen.line([(x, y - 20), (x + dx * size, y + dy * size)], d.LEAF_DARK, 4 * size)
        pen.ellipse(x + dx * size, y + dy * size, 9 * size, 12 * size, d.LEAF)
    rim, foot = 17 * size, 12 * size
    top = y - 24 * size
    pen.polygon([(x - rim, top), (x + rim, top), (x + foot, y), (x - foot, y)], d.BRICK_LIGHT)


def shelf(pen: Pen, x: float, y: float, width: float, rows: int, colors: tuple[str, ...]) -> None:
    """Draw a shelf of files."""
    for row in range(rows):
        top = y + row * 58
        pen.rect(x, top, width, 52, d.WOOD_DARK)
        at, index = x + 5, row
        while at < x + width - 13:
            thick = 9 + (index * 7) % 6
            tall = 34 + (index * 11) % 12
            pen.rect(at, top + 50 - tall, thick, tall, colors[index % len(colors)], 1)
            at += thick + 2
            index += 1
        pen.rect(x - 4, top + 50, width + 8, 6, d.WOOD)


def folder(pen: Pen, x: float, y: float, color: str, eyes: bool = False) -> None:
    """Draw a parapheur: the folder with tabs in which letters wait for their signatures."""
    for index, tab in enumerate((d.OCHRE, d.LOIRE_LIGHT, d.LEAF, d.BRICK_LIGHT)):
        pen.rect(x + 52, y + 5 + index * 9, 14, 8, tab, 2)
    pen.rect(x, y, 58, 44, color, 4)
    pen.rect(x + 10, y + 8, 38, 12, d.CREAM, 2)
    if eyes:
        for eye in (20, 38):
            pen.ellipse(x + eye, y + 30, 5, 6, d.WHITE)
            pen.ellipse(x + eye + 1, y + 31, 2.4, 3, d.INK)
        pen.line([(x + 16, y + 44), (x + 14, y + 60)], d.INK, 3)
        pen.line([(x + 42, y + 44), (x + 46, y + 60)], d.INK, 3)


def screen(pen: Pen, x: float, y: float) -> None:
    """Draw a computer screen."""
    pen.rect(x + 30, y + 40, 12, 24, d.SLATE)
    pen.rect(x, y, 72, 48, d.SLATE, 5)
    pen.rect(x + 5, y + 5, 62, 38, d.SLATE_LIGHT, 2)


def cup(pen: Pen, x: float, y: float, color: str, label: str = "") -> None:
    """Draw a cup, with a word on it."""
    pen.ring(x + 32, y + 13, 9, 9, color, 4)
    pen.rect(x, y, 32, 28, color, 5)
    if label:
        pen.text(x + 16, y + 14, label, 8, d.BRICK)


def coffee_pot(pen: Pen, x: float, y: float) -> None:
    """Draw an Italian coffee pot."""
    pen.polygon([(x, y), (x + 6, y - 34), (x + 42, y - 34), (x + 48, y)], d.SLATE_LIGHT)
    pen.polygon([(x + 6, y - 36), (x + 10, y - 62), (x + 38, y - 62), (x + 42, y - 36)], d.SLATE_PALE)
    pen.line([(x + 42, y - 56), (x + 58, y - 52), (x + 52, y - 20)], d.INK, 5)
    pen.ellipse(x + 24, y - 65, 5, 5, d.INK)


def box(pen: Pen, x: float, y: float) -> None:
    """Draw all that Édouard takes with him."""
    pen.line([(x + 32, y - 8), (x + 24, y - 40)], d.LOIRE, 4)
    pen.line([(x + 48, y - 8), (x + 46, y - 46)], d.BRICK, 4)
    cup(pen, x + 60, y - 26, d.CREAM)
    pen.rect(x, y, 104, 64, "#C79B66", 2)
    pen.polygon([(x, y), (x - 20, y - 16), (x + 50, y - 10), (x + 52, y)], "#D9B27F")
    pen.polygon([(x + 104, y), (x + 126, y - 14), (x + 58, y - 10), (x + 52, y)], "#D9B27F")
    pen.text(x + 52, y + 34, "Édouard", 14, d.WOOD_DARK)


def chart(pen: Pen, x: float, y: float) -> None:
    """Draw an organisation chart."""
    pen.rect(x, y, 150, 112, d.WHITE, 2)
    pen.rect(x + 55, y + 10, 40, 16, d.LOIRE, 2)
    for index in range(4):
        pen.line([(x + 75, y + 26), (x + 22 + index * 35, y + 46)], d.SLATE, 1.5)
        pen.rect(x + 8 + index * 35, y + 46, 28, 14, d.LOIRE_LIGHT, 2)
    for dot in range(6):
        pen.line([(x + 22 + dot * 8, y + 62 + dot * 4), (x + 25 + dot * 8, y + 64 + dot * 4)], d.BRICK, 2)
    pen.rect(x + 72, y + 84, 34, 16, d.BRICK_LIGHT, 2)


def poster_object(slug: str) -> Image.Image:
    """Draw what a film turns around, for its title card, or nothing for a film without a drawing here."""
    pen = Pen()
    if slug == "le-voyage-du-parapheur":
        folder(pen, 262, 282, d.BRICK, eyes=True)
    elif slug == "la-machine-a-cafe":
        coffee_pot(pen, 280, 338)
        cup(pen, 338, 310, d.WHITE, "Zouzou")
    elif slug == "le-grand-saut":
        box(pen, 258, 290)
    elif slug == "la-fleche-en-pointille":
        pen.rect(212, 214, 160, 122, d.SLATE_PALE, 3)
        chart(pen, 217, 219)
    elif slug == "le-monsieur-du-guichet-trois":
        pen.rect(300, 268, 84, 66, d.BRICK, 6)
        pen.text(342, 282, "Guichet", 13, d.CREAM)
        pen.text(342, 310, "3", 32, d.CREAM, face=d.SERIF_BOLD)
    return pen.stage()
