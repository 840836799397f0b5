"""What stands on several sets, and the drawing of what `drawings.yaml` says."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import DRAWINGS
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


# The props whose size or colours vary from set to set; `drawings.yaml` holds the others.
VARIABLE: dict[str, Callable[..., None]] = {
    prop.__name__: prop for prop in (room, outdoors, desk, window, plant, shelf)
}


def paint(pen: Pen, strokes: Iterable[Stroke], colors: Mapping[str, str] | None = None) -> None:
    """Draw the strokes of `drawings.yaml`. `colors` gives what its words for colours stand for."""
    for name, *arguments in strokes:
        given: list[Any] = [
            (colors or {}).get(each, each) if isinstance(each, str) else each for each in arguments
        ]
        if name in DRAWINGS["props"]:
            x, y, *colour = given
            with pen.moved(x, y):
                paint(pen, DRAWINGS["props"][name], {"colour": colour[0]} if colour else {})
        elif name in VARIABLE:
            VARIABLE[name](pen, *given)
        else:
            getattr(pen, name)(*given)
