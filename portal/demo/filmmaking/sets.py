"""The places where the films happen: what stands behind the characters and what stands before them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PIL import Image

from portal.demo.filmmaking import drawing as d
from portal.demo.filmmaking.drawing import HEIGHT, WIDTH, Pen

# A set draws on the ground (behind the characters) and on the front (before them).
SetPainter = Callable[[Pen, Pen], None]

PAPER_LINES = 3


def _room(ground: Pen, wall: str = d.TUFFEAU, floor: str = d.STONE) -> None:
    ground.rect(0, 0, WIDTH, HEIGHT, wall)
    ground.rect(0, 270, WIDTH, 90, floor)
    ground.rect(0, 266, WIDTH, 7, d.CREAM)


def _outdoors(ground: Pen, sky: str = d.SKY, soil: str = d.LEAF) -> None:
    ground.rect(0, 0, WIDTH, HEIGHT, sky)
    ground.rect(0, 262, WIDTH, 98, soil)


def _desk(front: Pen, color: str = d.WOOD, top: float = 304) -> None:
    front.rect(0, top, WIDTH, 14, d.WOOD_DARK if color == d.WOOD else d.SLATE_LIGHT, 3)
    front.rect(0, top + 11, WIDTH, 60, color)


def _window(pen: Pen, x: float, y: float, width: float = 120, height: float = 130) -> None:
    pen.rect(x - 6, y - 6, width + 12, height + 12, d.CREAM, 3)
    pen.rect(x, y, width, height, d.SKY)
    street = y + height
    pen.polygon([(x, street - 26), (x + 34, street - 46), (x + 66, street - 26)], d.SLATE_PALE)
    pen.rect(x + 8, y + height - 26, 50, 26, d.TUFFEAU_SHADE)
    pen.rect(x + 66, y + height - 16, width - 66, 16, d.LEAF)
    pen.rect(x + width / 2 - 2, y, 4, height, d.CREAM)
    pen.rect(x, y + height / 2 - 2, width, 4, d.CREAM)


def _plant(pen: Pen, x: float, y: float, size: float = 1) -> None:
    for dx, dy in ((-22, -46), (-8, -62), (8, -60), (22, -44), (0, -48)):
        pen.line([(x, y - 20), (x + dx * size, y + dy * size)], d.LEAF_DARK, 4 * size)
        pen.ellipse(x + dx * size, y + dy * size, 9 * size, 12 * size, d.LEAF)
    rim, foot = 17 * size, 12 * size
    top = y - 24 * size
    pen.polygon([(x - rim, top), (x + rim, top), (x + foot, y), (x - foot, y)], d.BRICK_LIGHT)


def _shelf(pen: Pen, x: float, y: float, width: float, rows: int, colors: tuple[str, ...]) -> None:
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


def _folder(pen: Pen, x: float, y: float, color: str, eyes: bool = False) -> None:
    """A parapheur: the folder with tabs in which letters wait for their signatures."""
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


def _screen(pen: Pen, x: float, y: float) -> None:
    pen.rect(x + 30, y + 40, 12, 24, d.SLATE)
    pen.rect(x, y, 72, 48, d.SLATE, 5)
    pen.rect(x + 5, y + 5, 62, 38, d.SLATE_LIGHT, 2)


def _cup(pen: Pen, x: float, y: float, color: str, label: str = "") -> None:
    pen.ring(x + 32, y + 13, 9, 9, color, 4)
    pen.rect(x, y, 32, 28, color, 5)
    if label:
        pen.text(x + 16, y + 14, label, 8, d.BRICK)


def _coffee_pot(pen: Pen, x: float, y: float) -> None:
    pen.polygon([(x, y), (x + 6, y - 34), (x + 42, y - 34), (x + 48, y)], d.SLATE_LIGHT)
    pen.polygon([(x + 6, y - 36), (x + 10, y - 62), (x + 38, y - 62), (x + 42, y - 36)], d.SLATE_PALE)
    pen.line([(x + 42, y - 56), (x + 58, y - 52), (x + 52, y - 20)], d.INK, 5)
    pen.ellipse(x + 24, y - 65, 5, 5, d.INK)


def _box(pen: Pen, x: float, y: float) -> None:
    """All that Édouard takes with him."""
    pen.line([(x + 32, y - 8), (x + 24, y - 40)], d.LOIRE, 4)
    pen.line([(x + 48, y - 8), (x + 46, y - 46)], d.BRICK, 4)
    _cup(pen, x + 60, y - 26, d.CREAM)
    pen.rect(x, y, 104, 64, "#C79B66", 2)
    pen.polygon([(x, y), (x - 20, y - 16), (x + 50, y - 10), (x + 52, y)], "#D9B27F")
    pen.polygon([(x + 104, y), (x + 126, y - 14), (x + 58, y - 10), (x + 52, y)], "#D9B27F")
    pen.text(x + 52, y + 34, "Édouard", 14, d.WOOD_DARK)


def office(ground: Pen, front: Pen) -> None:
    """A shared office with a window."""
    _room(ground)
    _window(ground, 260, 70)
    _shelf(ground, 22, 74, 108, 3, (d.LOIRE, d.BRICK_LIGHT, d.OCHRE, d.SLATE_PALE))
    ground.rect(520, 92, 92, 62, d.CREAM, 3)
    for row in range(PAPER_LINES):
        ground.rect(530, 104 + row * 15, 72 - row * 14, 5, d.STONE, 2)
    _desk(front)
    _screen(front, 285, 256)
    _folder(front, 30, 286, d.BRICK)


def office_folders(ground: Pen, front: Pen) -> None:
    """The same office, with its pile of parapheurs."""
    _room(ground, "#EFE4D0")
    _shelf(ground, 24, 74, 170, 3, (d.BRICK, d.LEAF_DARK, d.LOIRE, d.BRICK, d.BRICK_LIGHT))
    _window(ground, 430, 76, 150, 120)
    _desk(front)
    for index, color in enumerate((d.BRICK, d.LOIRE, d.LEAF_DARK, d.BRICK, d.BRICK)):
        _folder(front, 288 + (index % 2) * 8, 290 - index * 24, color)


def office_drawings(ground: Pen, front: Pen) -> None:
    """The office, its wall covered with children's drawings."""
    _room(ground)
    for index, (x, y) in enumerate(((36, 80), (140, 66), (262, 74), (372, 64), (494, 82))):
        ground.rect(x, y, 92, 68, d.WHITE, 2)
        ground.ellipse(x + 22, y + 20, 10, 10, d.OCHRE)
        ground.polygon([(x + 40, y + 38), (x + 60, y + 20), (x + 80, y + 38)], d.BRICK)
        ground.rect(x + 46, y + 38, 28, 20, (d.LOIRE_LIGHT, d.BRICK_LIGHT, d.LEAF)[index % 3])
        ground.line([(x + 8, y + 60), (x + 84, y + 60)], d.LEAF, 3)
    _desk(front)
    front.rect(282, 280, 70, 46, d.WHITE, 2)
    front.ellipse(334, 310, 11, 9, d.BRICK_LIGHT)


def stairs(ground: Pen, front: Pen) -> None:
    """A landing and its stairs, where a parapheur wanders."""
    _room(ground, "#E8DDC8")
    for step in range(8):
        ground.rect(200 + step * 34, 250 - step * 26, 300, 26, d.STONE if step % 2 else d.STONE_DARK)
    ground.line([(196, 190), (470, -20)], d.WOOD_DARK, 7)
    ground.rect(30, 72, 84, 42, d.SLATE, 5)
    ground.text(72, 93, "Étage 3", 14, d.CREAM)
    _folder(ground, 296, 134, d.BRICK, eyes=True)
    front.rect(0, 322, WIDTH, 38, d.STONE_DARK)


def directors_door(ground: Pen, front: Pen) -> None:
    """The corridor in front of the director's door."""
    _room(ground, "#EADFCB")
    ground.rect(240, 56, 160, 216, d.WOOD_DARK, 4)
    ground.rect(250, 66, 140, 206, d.WOOD, 3)
    ground.rect(264, 84, 112, 74, "#C9A077", 2)
    ground.rect(264, 174, 112, 84, "#C9A077", 2)
    ground.ellipse(378, 172, 6, 6, d.OCHRE)
    ground.rect(284, 108, 72, 26, d.CREAM, 3)
    ground.text(320, 121, "Direction", 11, d.SLATE)
    _plant(ground, 596, 286, 1.2)
    front.rect(0, 326, WIDTH, 34, d.STONE_DARK)
    _folder(front, 290, 290, d.BRICK, eyes=True)


def coffee_corner(ground: Pen, front: Pen) -> None:
    """The corridor's coffee machine, out of order."""
    _room(ground, "#E9E2D2")
    ground.rect(262, 60, 122, 220, d.SLATE, 8)
    ground.rect(274, 74, 98, 74, d.LOIRE, 4)
    ground.text(323, 96, "CAFÉ", 22, d.CREAM, face=d.SERIF_BOLD)
    ground.rect(286, 176, 74, 62, d.INK, 5)
    ground.rect(282, 108, 84, 36, d.CREAM, 2)
    ground.text(324, 119, "En cours de", 11, d.BRICK)
    ground.text(324, 134, "traitement", 11, d.BRICK)
    ground.rect(40, 80, 100, 70, d.CREAM, 3)
    for row in range(PAPER_LINES):
        ground.rect(52, 94 + row * 16, 76 - row * 14, 5, d.STONE, 2)
    front.rect(0, 330, WIDTH, 30, d.STONE_DARK)


def two_desks(ground: Pen, front: Pen) -> None:
    """Two desks face to face, two metres apart."""
    office(ground, Pen())
    _desk(front)
    _screen(front, 214, 258)
    _screen(front, 354, 258)
    _cup(front, 572, 282, d.WHITE, "Zouzou")
    front.rect(318, 270, 4, 60, d.STONE_DARK)


def shared_coffee(ground: Pen, front: Pen) -> None:
    """The office around an Italian coffee pot."""
    _room(ground, "#F3E6D2")
    _window(ground, 254, 66, 136, 120)
    _plant(ground, 598, 270, 1.3)
    _desk(front)
    _coffee_pot(front, 296, 306)
    _cup(front, 236, 284, d.WHITE, "Zouzou")
    _cup(front, 376, 284, d.LOIRE_LIGHT)
    front.rect(422, 300, 62, 12, d.OCHRE, 4)


def chair_office(ground: Pen, front: Pen) -> None:
    """The office of the armchair on wheels, with the two furrows that it dug."""
    _room(ground, "#EFE6D6", d.WOOD)
    _window(ground, 58, 72, 120, 128)
    ground.line([(120, 352), (330, 300), (560, 292)], d.WOOD_DARK, 5)
    ground.line([(150, 360), (340, 312), (560, 304)], d.WOOD_DARK, 5)
    ground.rect(540, 180, 90, 60, d.SLATE_PALE, 6)
    ground.rect(552, 166, 66, 20, d.CREAM, 2)
    ground.rect(530, 240, 110, 60, d.WOOD_DARK, 2)
    ground.rect(286, 140, 70, 82, d.LOIRE, 14)
    ground.rect(280, 222, 82, 20, d.LOIRE, 8)
    ground.rect(317, 240, 8, 34, d.SLATE)
    ground.line([(290, 282), (321, 272), (352, 282)], d.SLATE, 6)
    for x in (290, 352):
        ground.ellipse(x, 287, 6, 6, d.INK)


def crossroads(ground: Pen, front: Pen) -> None:
    """Signposts to the pool, the greenhouses and elsewhere."""
    _outdoors(ground)
    d.blois_skyline(ground, 250)
    ground.rect(0, 262, WIDTH, 98, d.LEAF)
    ground.rect(315, 84, 10, 220, d.WOOD_DARK)
    for y, label, side in ((92, "Piscine", 1), (132, "Serres", -1), (172, "Accueil social", 1)):
        left = 320 - 68 + 14 * side
        ground.rect(left, y, 136, 30, d.CREAM, 5)
        tip = left + 136 if side > 0 else left
        ground.polygon([(tip, y), (tip + 16 * side, y + 15), (tip, y + 30)], d.CREAM)
        ground.text(left + 68, y + 15, label, 15, d.LOIRE)


def kitchen_home(ground: Pen, front: Pen) -> None:
    """A kitchen at home, at sunrise."""
    _room(ground, "#F4DFC4", d.BRICK_LIGHT)
    ground.rect(244, 64, 152, 124, d.CREAM, 3)
    ground.rect(250, 70, 140, 112, d.DAWN)
    ground.slice(320, 176, 38, 38, 180, 360, d.OCHRE)
    ground.rect(250, 174, 140, 8, d.LEAF_DARK)
    ground.rect(40, 86, 110, 70, d.WOOD, 4)
    for x in (56, 86, 116):
        ground.ellipse(x + 8, 112, 12, 12, d.CREAM)
    _desk(front)
    front.rect(286, 276, 70, 34, d.BRICK, 8)
    front.rect(278, 272, 86, 9, d.SLATE, 4)
    front.ellipse(321, 268, 6, 5, d.SLATE)


def boxes(ground: Pen, front: Pen) -> None:
    """The emptied office and its last cardboard box."""
    _room(ground, "#EFE6D6", d.WOOD)
    _window(ground, 252, 64, 136, 130)
    ground.rect(70, 100, 90, 60, "#E5DAC4", 2)
    _desk(front)
    _box(front, 268, 262)


def _chart(pen: Pen, x: float, y: float) -> None:
    pen.rect(x, y, 150, 112, d.WHITE, 2)
    pen.rect(x + 55, y + 10, 40, 16, d.LOIRE, 2)
    for index in range(4):
        pen.line([(x + 75, y + 26), (x + 22 + index * 35, y + 46)], d.SLATE, 1.5)
        pen.rect(x + 8 + index * 35, y + 46, 28, 14, d.LOIRE_LIGHT, 2)
    for dot in range(6):
        pen.line([(x + 22 + dot * 8, y + 62 + dot * 4), (x + 25 + dot * 8, y + 64 + dot * 4)], d.BRICK, 2)
    pen.rect(x + 72, y + 84, 34, 16, d.BRICK_LIGHT, 2)


def chart_door(ground: Pen, front: Pen) -> None:
    """A door with a new organisation chart on it."""
    _room(ground, "#E8E1D3")
    ground.rect(222, 44, 196, 228, d.SLATE_LIGHT, 4)
    ground.rect(230, 52, 180, 220, d.SLATE_PALE, 3)
    _chart(ground, 245, 84)
    ground.ellipse(398, 214, 6, 6, d.OCHRE)
    _plant(ground, 38, 288, 1.1)
    front.rect(0, 330, WIDTH, 30, d.STONE_DARK)


def chart_close(ground: Pen, front: Pen) -> None:
    """The chart, read at length."""
    _room(ground, "#E8E1D3")
    ground.rect(168, 62, 304, 208, d.WHITE, 4)
    ground.rect(270, 74, 100, 30, d.LOIRE, 4)
    for index in range(5):
        x = 184 + index * 56
        ground.line([(320, 104), (x + 22, 134)], d.SLATE, 2)
        ground.rect(x, 134, 46, 24, d.LOIRE_LIGHT, 3)
    for dot in range(8):
        ground.line([(262 + dot * 9, 164 + dot * 7), (265 + dot * 9, 167 + dot * 7)], d.BRICK, 3)
    ground.rect(318, 222, 62, 26, d.BRICK_LIGHT, 3)
    ground.line([(410, 164), (452, 204)], d.SLATE, 2)
    front.rect(0, 330, WIDTH, 30, d.STONE_DARK)


def copy_room(ground: Pen, front: Pen) -> None:
    """What used to be an office: a copier held up by a plant."""
    _room(ground, "#E6E4DC")
    ground.rect(246, 130, 150, 150, d.SLATE_PALE, 6)
    ground.rect(238, 112, 166, 26, d.SLATE, 5)
    ground.rect(262, 160, 118, 34, d.CREAM, 3)
    ground.rect(262, 206, 118, 22, d.SLATE_LIGHT, 3)
    _plant(ground, 424, 286, 1.1)
    for index in range(4):
        ground.rect(40, 236 - index * 22, 76, 20, (d.CREAM, d.TUFFEAU_SHADE)[index % 2], 2)
    front.rect(0, 330, WIDTH, 30, d.STONE_DARK)


def mural(ground: Pen, front: Pen) -> None:
    """The corridor wall on which the real path of the files is drawn, with first names."""
    _room(ground, d.CREAM)
    path = [(-20, 200), (28, 96), (240, 108), (320, 210), (384, 92), (562, 64), (600, 190), (660, 120)]
    ground.line(path, d.LOIRE, 5)
    names = ("Sophia", "Aïcha", "Josette", "Marcel", "Édouard", "Paul")
    for (x, y), name in zip(path[1:-1], names, strict=True):
        ground.ellipse(x, y, 15, 15, d.OCHRE)
        ground.arc(x, y + 1, 7, 6, 20, 160, d.INK, 2)
        ground.ellipse(x - 5, y - 3, 1.8, 2.2, d.INK)
        ground.ellipse(x + 5, y - 3, 1.8, 2.2, d.INK)
        ground.text(x, y - 26, name, 13, d.BRICK)
    front.rect(0, 330, WIDTH, 30, d.STONE_DARK)


def counter(ground: Pen, front: Pen) -> None:
    """Counter three."""
    _room(ground, "#E9E4D8")
    ground.rect(250, 56, 140, 40, d.LOIRE, 6)
    ground.text(320, 76, "Guichet 3", 20, d.CREAM)
    ground.rect(36, 90, 100, 120, d.WOOD, 3)
    for index, (x, y) in enumerate(((44, 98), (92, 98), (44, 154), (92, 154))):
        ground.rect(x, y, 38, 48, (d.CREAM, d.SKY, d.WHITE, d.TUFFEAU_SHADE)[index], 1)
    ground.ellipse(572, 108, 30, 30, d.CREAM)
    ground.line([(572, 108), (572, 88)], d.SLATE, 3)
    ground.line([(572, 108), (586, 114)], d.SLATE, 3)
    front.rect(0, 300, WIDTH, 16, d.SLATE)
    front.rect(0, 314, WIDTH, 46, d.LOIRE)
    front.rect(262, 284, 64, 18, d.WHITE, 1)
    front.rect(270, 278, 64, 18, d.CREAM, 1)
    front.ellipse(378, 299, 15, 7, d.OCHRE)


def counter_phone(ground: Pen, front: Pen) -> None:
    """The counter, its telephone at last in use."""
    counter(ground, front)
    front.rect(196, 278, 58, 24, d.SLATE, 5)
    front.rect(190, 268, 70, 12, d.INK, 6)


def bench(ground: Pen, front: Pen) -> None:
    """The square and its green bench, back in its place."""
    _outdoors(ground, "#DDE9E4")
    ground.rect(0, 160, WIDTH, 102, "#A9BF95")
    for x, size in ((70, 1.0), (560, 1.15)):
        ground.rect(x - 8, 130, 16, 140, d.WOOD_DARK, 4)
        for dx, dy in ((-40, 110), (0, 84), (40, 108), (-16, 128), (22, 130)):
            ground.ellipse(x + dx * size, dy, 40 * size, 36 * size, d.LEAF_DARK if dx else d.LEAF)
    for y in (176, 200, 224):
        ground.rect(110, y, 420, 15, d.LEAF_DARK, 5)
    for x in (136, 492):
        ground.rect(x, 170, 12, 140, d.SLATE, 4)
    front.rect(100, 312, 440, 18, d.LEAF_DARK, 6)
    front.rect(0, 338, WIDTH, 22, d.STONE)


def river_dawn(ground: Pen, front: Pen) -> None:
    """The Loire quay at sunrise."""
    ground.rect(0, 0, WIDTH, HEIGHT, d.DAWN)
    ground.ellipse(150, 130, 54, 54, "#F6E3C8")
    d.blois_skyline(ground, 252)
    d.blois_bridge(ground, 258)
    front.rect(0, 334, WIDTH, 26, d.STONE_DARK)


def corridor_folders(ground: Pen, front: Pen) -> None:
    """A corridor after six, where parapheurs wander."""
    ground.rect(0, 0, WIDTH, HEIGHT, "#4B5A67")
    ground.polygon([(220, 100), (420, 100), (640, 0), (0, 0)], "#3E4C58")
    ground.polygon([(220, 240), (420, 240), (640, 360), (0, 360)], "#6D7B86")
    ground.rect(220, 100, 200, 140, "#55646F")
    ground.rect(286, 130, 68, 110, d.OCHRE)
    _folder(ground, 52, 250, d.BRICK, eyes=True)
    _folder(ground, 200, 216, d.LEAF_DARK, eyes=True)
    _folder(ground, 330, 262, d.LOIRE, eyes=True)


def evidence_board(ground: Pen, front: Pen) -> None:
    """The investigators' cork board and its red threads."""
    _room(ground, "#DCD3C2", d.STONE_DARK)
    ground.rect(34, 62, 400, 216, d.WOOD_DARK, 4)
    ground.rect(42, 70, 384, 200, "#D8B083")
    spots = [(70, 92), (180, 82), (300, 96), (90, 188), (214, 178), (332, 196)]
    for index, (x, y) in enumerate(spots):
        ground.rect(x, y, 66, 52, d.CREAM, 1)
        if index % 2:
            for row in range(PAPER_LINES):
                ground.rect(x + 9, y + 14 + row * 11, 48 - row * 9, 4, d.STONE_DARK, 1)
        else:
            ground.ellipse(x + 33, y + 20, 11, 12, d.SLATE_PALE)
            ground.slice(x + 33, y + 50, 22, 18, 180, 360, d.SLATE_PALE)
    thread = [spots[index] for index in (0, 4, 2, 3, 5, 1)]
    ground.line([(x + 33, y + 3) for x, y in thread], d.BRICK, 2)
    front.rect(0, 334, WIDTH, 26, d.WOOD_DARK)


def depot(ground: Pen, front: Pen) -> None:
    """A works depot with its lorry."""
    _room(ground, "#D9D5CA", d.STONE_DARK)
    ground.rect(30, 120, 210, 120, d.OCHRE, 8)
    ground.rect(236, 156, 78, 84, d.CREAM, 8)
    ground.rect(260, 166, 46, 34, d.SKY, 4)
    for x in (80, 178, 276):
        ground.ellipse(x, 244, 26, 26, d.INK)
        ground.ellipse(x, 244, 11, 11, d.SLATE_PALE)
    for x in (500, 552, 600):
        ground.line([(x, 90), (x, 250)], d.WOOD_DARK, 6)
        ground.rect(x - 13, 226, 26, 40, d.SLATE_LIGHT, 4)


def greenhouse(ground: Pen, front: Pen) -> None:
    """The municipal greenhouses."""
    _outdoors(ground, "#DCEBE6", d.STONE)
    for x in range(0, 641, 80):
        ground.line([(x, 0), (x, 262)], d.WHITE, 4)
    ground.line([(0, 90), (640, 90)], d.WHITE, 4)
    for index in range(8):
        _plant(ground, 40 + index * 82, 262, 1.1)
    front.rect(0, 318, WIDTH, 42, d.WOOD_DARK)
    for index in range(9):
        front.ellipse(40 + index * 70, 316, 26, 12, d.LEAF if index % 2 else d.LEAF_DARK)
        front.ellipse(46 + index * 70, 310, 6, 6, (d.BRICK_LIGHT, d.OCHRE, d.WHITE)[index % 3])


def reception(ground: Pen, front: Pen) -> None:
    """A reception desk."""
    counter(ground, front)
    ground.rect(244, 50, 152, 52, d.LOIRE, 6)
    ground.text(320, 76, "Accueil", 22, d.CREAM)


def street(ground: Pen, front: Pen) -> None:
    """A street before daybreak."""
    ground.rect(0, 0, WIDTH, HEIGHT, "#3C4A5C")
    ground.ellipse(560, 70, 24, 24, d.CREAM)
    for index, x in enumerate(range(-10, 640, 108)):
        top = 90 + (index * 31) % 40
        ground.rect(x, top, 100, 190, d.SLATE_LIGHT)
        ground.polygon([(x - 4, top), (x + 50, top - 34), (x + 104, top)], d.INK)
        ground.rect(x + 22, top + 34, 20, 28, d.OCHRE if index % 3 == 1 else d.SLATE)
        ground.rect(x + 58, top + 34, 20, 28, d.SLATE)
    ground.rect(0, 270, WIDTH, 90, d.SLATE)
    ground.rect(430, 200, 70, 84, d.LEAF_DARK, 8)
    ground.rect(424, 194, 82, 14, d.LEAF, 5)


def school(ground: Pen, front: Pen) -> None:
    """A classroom."""
    _room(ground, "#F3E9CF", d.WOOD)
    ground.rect(160, 56, 320, 136, d.WOOD_DARK, 4)
    ground.rect(168, 64, 304, 120, d.LEAF_DARK, 2)
    ground.text(230, 100, "a b c", 30, d.CREAM, face=d.SERIF)
    ground.text(400, 100, "1 2 3", 30, d.CREAM, face=d.SERIF)
    _desk(front, top=320)
    for index in range(6):
        front.rect(40 + index * 100, 306 - (index % 2) * 4, 44, 16, (d.BRICK, d.LOIRE, d.OCHRE)[index % 3], 3)


def archives(ground: Pen, front: Pen) -> None:
    """Forty-two linear metres of projects."""
    ground.rect(0, 0, WIDTH, HEIGHT, "#6F6558")
    for x in (10, 222, 434):
        _shelf(ground, x, 30, 196, 5, (d.TUFFEAU_SHADE, d.STONE, d.STONE_DARK, d.BRICK_LIGHT))


def library(ground: Pen, front: Pen) -> None:
    """A library."""
    _room(ground, "#F0E6D4")
    for x in (14, 430):
        _shelf(ground, x, 56, 196, 4, (d.BRICK, d.LOIRE, d.OCHRE, d.LEAF_DARK, d.LOIRE_LIGHT))
    _window(ground, 262, 70, 116, 130)


def pool(ground: Pen, front: Pen) -> None:
    """A swimming pool."""
    ground.rect(0, 0, WIDTH, HEIGHT, "#E3EEF0")
    for x in range(0, 640, 64):
        ground.rect(x, 60, 60, 60, "#D3E3E8", 3)
    ground.rect(0, 210, WIDTH, 150, "#5FA3BD")
    for y in (238, 272, 312):
        for x in range(10, 640, 44):
            ground.ellipse(x, y, 9, 4, d.BRICK if (x // 44) % 2 else d.WHITE)


def canteen(ground: Pen, front: Pen) -> None:
    """A kitchen that cooks for schools."""
    _room(ground, "#E7E9E6", d.SLATE_PALE)
    ground.rect(60, 84, 520, 10, d.SLATE_PALE, 4)
    for index in range(6):
        x = 96 + index * 90
        ground.line([(x, 94), (x, 120)], d.SLATE, 3)
        ground.ellipse(x, 136, 24, 18, d.SLATE_LIGHT if index % 2 else d.BRICK_LIGHT)
    _desk(front, d.SLATE_PALE, 312)
    front.rect(60, 282, 100, 34, d.SLATE, 6)
    for index in range(4):
        front.ellipse(470 + index * 34, 304, 17, 12, (d.BRICK, d.OCHRE, d.LEAF, d.BRICK_LIGHT)[index])


def computers(ground: Pen, front: Pen) -> None:
    """The computer room."""
    _room(ground, "#D5DCE0", d.SLATE_LIGHT)
    for x in (20, 128, 424, 532):
        ground.rect(x, 50, 92, 216, d.SLATE, 5)
        for row in range(7):
            ground.rect(x + 10, 64 + row * 28, 72, 18, d.INK, 2)
            ground.ellipse(x + 20, 73 + row * 28, 3, 3, d.LEAF if row % 3 else d.OCHRE)
    _desk(front, d.SLATE_PALE, 316)


def poster_object(slug: str) -> Image.Image:
    """What a film turns around, for its title card; nothing for a film not drawn here."""
    pen = Pen()
    if slug == "le-voyage-du-parapheur":
        _folder(pen, 262, 282, d.BRICK, eyes=True)
    elif slug == "la-machine-a-cafe":
        _coffee_pot(pen, 280, 338)
        _cup(pen, 338, 310, d.WHITE, "Zouzou")
    elif slug == "le-grand-saut":
        _box(pen, 258, 290)
    elif slug == "la-fleche-en-pointille":
        pen.rect(212, 214, 160, 122, d.SLATE_PALE, 3)
        _chart(pen, 217, 219)
    elif slug == "le-monsieur-du-guichet-trois":
        pen.rect(300, 268, 84, 66, d.BRICK, 6)
        pen.text(342, 282, "Guichet", 13, d.CREAM)
        pen.text(342, 310, "3", 32, d.CREAM, face=d.SERIF_BOLD)
    return pen.stage()


@cache
def build(painter: SetPainter) -> tuple[Image.Image, Image.Image]:
    """The ground and the front of a set, at stage scale."""
    ground, front = Pen(), Pen()
    painter(ground, front)
    return ground.stage(), front.stage()
