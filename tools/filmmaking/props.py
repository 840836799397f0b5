"""What stands on several sets: rooms, desks, windows, folders, cups, boxes, the town of Blois."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from .drawing import HEIGHT, WIDTH, Pen

# The name of a method of `Pen` or of a prop, then its arguments.
Stroke = list[Any]


def room(ground: Pen, wall: str = "tuffeau", floor: str = "stone") -> None:
    """Draw a room: its wall and its floor."""
    ground.rect(0, 0, WIDTH, HEIGHT, wall)
    ground.rect(0, 270, WIDTH, 90, floor)
    ground.rect(0, 266, WIDTH, 7, "cream")


def outdoors(ground: Pen, sky: str = "sky", soil: str = "leaf") -> None:
    """Draw the sky and the soil."""
    ground.rect(0, 0, WIDTH, HEIGHT, sky)
    ground.rect(0, 262, WIDTH, 98, soil)


def desk(front: Pen, color: str = "wood", top: float = 304) -> None:
    """Draw a desk across the front."""
    front.rect(0, top, WIDTH, 14, "wood_dark" if color == "wood" else "slate_light", 3)
    front.rect(0, top + 11, WIDTH, 60, color)


def window(pen: Pen, x: float, y: float, width: float = 120, height: float = 130) -> None:
    """Draw a window over a street."""
    pen.rect(x - 6, y - 6, width + 12, height + 12, "cream", 3)
    pen.rect(x, y, width, height, "sky")
    street = y + height
    pen.polygon([(x, street - 26), (x + 34, street - 46), (x + 66, street - 26)], "slate_pale")
    pen.rect(x + 8, y + height - 26, 50, 26, "tuffeau_shade")
    pen.rect(x + 66, y + height - 16, width - 66, 16, "leaf")
    pen.rect(x + width / 2 - 2, y, 4, height, "cream")
    pen.rect(x, y + height / 2 - 2, width, 4, "cream")


def plant(pen: Pen, x: float, y: float, size: float = 1) -> None:
    """Draw a plant in its pot."""
    for dx, dy in ((-22, -46), (-8, -62), (8, -60), (22, -44), (0, -48)):
        pen.line([(x, y - 20), (x + dx * size, y + dy * size)], "leaf_dark", 4 * size)
        pen.ellipse(x + dx * size, y + dy * size, 9 * size, 12 * size, "leaf")
    rim, foot = 17 * size, 12 * size
    top = y - 24 * size
    pen.polygon([(x - rim, top), (x + rim, top), (x + foot, y), (x - foot, y)], "brick_light")


def shelf(pen: Pen, x: float, y: float, width: float, rows: int, colors: tuple[str, ...]) -> None:
    """Draw a shelf of files."""
    for row in range(rows):
        top = y + row * 58
        pen.rect(x, top, width, 52, "wood_dark")
        at, index = x + 5, row
        while at < x + width - 13:
            thick = 9 + (index * 7) % 6
            tall = 34 + (index * 11) % 12
            pen.rect(at, top + 50 - tall, thick, tall, colors[index % len(colors)], 1)
            at += thick + 2
            index += 1
        pen.rect(x - 4, top + 50, width + 8, 6, "wood")


def folder(pen: Pen, x: float, y: float, color: str, eyes: bool = False) -> None:
    """Draw a parapheur: the folder with tabs in which letters wait for their signatures."""
    for index, tab in enumerate(("ochre", "loire_light", "leaf", "brick_light")):
        pen.rect(x + 52, y + 5 + index * 9, 14, 8, tab, 2)
    pen.rect(x, y, 58, 44, color, 4)
    pen.rect(x + 10, y + 8, 38, 12, "cream", 2)
    if eyes:
        for eye in (20, 38):
            pen.ellipse(x + eye, y + 30, 5, 6, "white")
            pen.ellipse(x + eye + 1, y + 31, 2.4, 3, "ink")
        pen.line([(x + 16, y + 44), (x + 14, y + 60)], "ink", 3)
        pen.line([(x + 42, y + 44), (x + 46, y + 60)], "ink", 3)


def screen(pen: Pen, x: float, y: float) -> None:
    """Draw a computer screen."""
    pen.rect(x + 30, y + 40, 12, 24, "slate")
    pen.rect(x, y, 72, 48, "slate", 5)
    pen.rect(x + 5, y + 5, 62, 38, "slate_light", 2)


def cup(pen: Pen, x: float, y: float, color: str, label: str = "") -> None:
    """Draw a cup, with a word on it."""
    pen.ring(x + 32, y + 13, 9, 9, color, 4)
    pen.rect(x, y, 32, 28, color, 5)
    if label:
        pen.text(x + 16, y + 14, label, 8, "brick")


def coffee_pot(pen: Pen, x: float, y: float) -> None:
    """Draw an Italian coffee pot."""
    pen.polygon([(x, y), (x + 6, y - 34), (x + 42, y - 34), (x + 48, y)], "slate_light")
    pen.polygon([(x + 6, y - 36), (x + 10, y - 62), (x + 38, y - 62), (x + 42, y - 36)], "slate_pale")
    pen.line([(x + 42, y - 56), (x + 58, y - 52), (x + 52, y - 20)], "ink", 5)
    pen.ellipse(x + 24, y - 65, 5, 5, "ink")


def box(pen: Pen, x: float, y: float) -> None:
    """Draw all that Édouard takes with him."""
    pen.line([(x + 32, y - 8), (x + 24, y - 40)], "loire", 4)
    pen.line([(x + 48, y - 8), (x + 46, y - 46)], "brick", 4)
    cup(pen, x + 60, y - 26, "cream")
    pen.rect(x, y, 104, 64, "#C79B66", 2)
    pen.polygon([(x, y), (x - 20, y - 16), (x + 50, y - 10), (x + 52, y)], "#D9B27F")
    pen.polygon([(x + 104, y), (x + 126, y - 14), (x + 58, y - 10), (x + 52, y)], "#D9B27F")
    pen.text(x + 52, y + 34, "Édouard", 14, "wood_dark")


def chart(pen: Pen, x: float, y: float) -> None:
    """Draw an organisation chart."""
    pen.rect(x, y, 150, 112, "white", 2)
    pen.rect(x + 55, y + 10, 40, 16, "loire", 2)
    for index in range(4):
        pen.line([(x + 75, y + 26), (x + 22 + index * 35, y + 46)], "slate", 1.5)
        pen.rect(x + 8 + index * 35, y + 46, 28, 14, "loire_light", 2)
    for dot in range(6):
        pen.line([(x + 22 + dot * 8, y + 62 + dot * 4), (x + 25 + dot * 8, y + 64 + dot * 4)], "brick", 2)
    pen.rect(x + 72, y + 84, 34, 16, "brick_light", 2)


def blois_skyline(pen: Pen, river: float, *, ripples: bool = True) -> None:
    """Draw the town above the Loire, its river line at height `river`, without ripples under a text."""
    houses = [
        (0, 46, 30), (44, 38, 44), (84, 50, 34), (132, 34, 52), (168, 44, 40), (214, 40, 58),
        (256, 46, 42), (300, 36, 50), (338, 52, 36), (388, 40, 46), (430, 50, 32), (482, 36, 42),
        (520, 48, 30), (570, 40, 38), (608, 40, 28),
    ]  # fmt: skip
    for x, width, height in houses:
        top = river - height
        pen.rect(x, top, width + 2, height, "tuffeau_shade")
        pen.polygon([(x - 3, top), (x + width / 2, top - 18), (x + width + 5, top)], "slate")
        for window in range(int(x) + 9, int(x + width) - 6, 14):
            pen.rect(window, top + 9, 5, 8, "slate_pale")
    for x, height in ((238, 128), (262, 118), (356, 96)):
        pen.rect(x - 7, river - height + 46, 14, height - 46, "tuffeau_shade")
        pen.polygon(
            [(x - 9, river - height + 48), (x, river - height), (x + 9, river - height + 48)], "slate"
        )
    pen.rect(0, river, WIDTH, HEIGHT - river, "loire")
    for index in range(16 if ripples else 0):
        x = (index * 97) % 620
        y = river + 14 + (index * 37) % max(20, int(HEIGHT - river - 20))
        pen.line([(x, y), (x + 34, y)], "loire_light", 1.4)


def blois_bridge(pen: Pen, river: float) -> None:
    """Draw the stone bridge in front of the town, rising to its middle."""
    deck = [(x, river - 6 - 20 * math.sin(math.pi * x / WIDTH)) for x in range(0, WIDTH + 1, 20)]
    pen.polygon([*deck, (WIDTH, river + 30), (0, river + 30)], "tuffeau_shade")
    for index in range(7):
        x = 50 + index * 90
        rise = 26 + 12 * math.sin(math.pi * x / WIDTH)
        pen.slice(x, river + 31, 34, rise, 180, 360, "loire")
    pen.line(deck, "stone_dark", 3)
    pen.polygon([(312, river - 26), (320, river - 78), (328, river - 26)], "tuffeau_shade")


PROPS = {
    prop.__name__: prop
    for prop in (
        room, outdoors, desk, window, plant, shelf, folder, screen, cup, coffee_pot, box, chart,
        blois_skyline, blois_bridge,
    )
}  # fmt: skip


def paint(pen: Pen, strokes: Iterable[Stroke], colors: Mapping[str, str] | None = None) -> None:
    """Draw the strokes of `drawings.yaml`. `colors` gives what its words for colours stand for."""
    for name, *arguments in strokes:
        given = [(colors or {}).get(each, each) if isinstance(each, str) else each for each in arguments]
        if name in PROPS:
            PROPS[name](pen, *given)
        else:
            getattr(pen, name)(*given)
