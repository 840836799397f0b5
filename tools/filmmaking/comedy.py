"""The sets of the five comic scenes. A set draws behind the characters (ground) and before them (front)."""

from __future__ import annotations

from . import drawing as d
from . import props
from .drawing import WIDTH, Pen


def office(ground: Pen, front: Pen) -> None:
    """Draw a shared office with a window."""
    props.room(ground)
    props.window(ground, 260, 70)
    props.shelf(ground, 22, 74, 108, 3, (d.LOIRE, d.BRICK_LIGHT, d.OCHRE, d.SLATE_PALE))
    ground.rect(520, 92, 92, 62, d.CREAM, 3)
    for row in range(props.PAPER_LINES):
        ground.rect(530, 104 + row * 15, 72 - row * 14, 5, d.STONE, 2)
    props.desk(front)
    props.screen(front, 285, 256)
    props.folder(front, 30, 286, d.BRICK)


def office_folders(ground: Pen, front: Pen) -> None:
    """Draw the same office, with its pile of parapheurs."""
    props.room(ground, "#EFE4D0")
    props.shelf(ground, 24, 74, 170, 3, (d.BRICK, d.LEAF_DARK, d.LOIRE, d.BRICK, d.BRICK_LIGHT))
    props.window(ground, 430, 76, 150, 120)
    props.desk(front)
    for index, color in enumerate((d.BRICK, d.LOIRE, d.LEAF_DARK, d.BRICK, d.BRICK)):
        props.folder(front, 288 + (index % 2) * 8, 290 - index * 24, color)


def office_drawings(ground: Pen, front: Pen) -> None:
    """Draw the office, its wall covered with children's drawings."""
    props.room(ground)
    for index, (x, y) in enumerate(((36, 80), (140, 66), (262, 74), (372, 64), (494, 82))):
        ground.rect(x, y, 92, 68, d.WHITE, 2)
        ground.ellipse(x + 22, y + 20, 10, 10, d.OCHRE)
        ground.polygon([(x + 40, y + 38), (x + 60, y + 20), (x + 80, y + 38)], d.BRICK)
        ground.rect(x + 46, y + 38, 28, 20, (d.LOIRE_LIGHT, d.BRICK_LIGHT, d.LEAF)[index % 3])
        ground.line([(x + 8, y + 60), (x + 84, y + 60)], d.LEAF, 3)
    props.desk(front)
    front.rect(282, 280, 70, 46, d.WHITE, 2)
    front.ellipse(334, 310, 11, 9, d.BRICK_LIGHT)


def stairs(ground: Pen, front: Pen) -> None:
    """Draw a landing and its stairs, where a parapheur wanders."""
    props.room(ground, "#E8DDC8")
    for step in range(8):
        ground.rect(200 + step * 34, 250 - step * 26, 300, 26, d.STONE if step % 2 else d.STONE_DARK)
    ground.line([(196, 190), (470, -20)], d.WOOD_DARK, 7)
    ground.rect(30, 72, 84, 42, d.SLATE, 5)
    ground.text(72, 93, "Étage 3", 14, d.CREAM)
    props.folder(ground, 296, 134, d.BRICK, eyes=True)
    front.rect(0, 322, WIDTH, 38, d.STONE_DARK)


def directors_door(ground: Pen, front: Pen) -> None:
    """Draw the corridor in front of the director's door."""
    props.room(ground, "#EADFCB")
    ground.rect(240, 56, 160, 216, d.WOOD_DARK, 4)
    ground.rect(250, 66, 140, 206, d.WOOD, 3)
    ground.rect(264, 84, 112, 74, "#C9A077", 2)
    ground.rect(264, 174, 112, 84, "#C9A077", 2)
    ground.ellipse(378, 172, 6, 6, d.OCHRE)
    ground.rect(284, 108, 72, 26, d.CREAM, 3)
    ground.text(320, 121, "Direction", 11, d.SLATE)
    props.plant(ground, 596, 286, 1.2)
    front.rect(0, 326, WIDTH, 34, d.STONE_DARK)
    props.folder(front, 290, 290, d.BRICK, eyes=True)


def coffee_corner(ground: Pen, front: Pen) -> None:
    """Draw the corridor's coffee machine, out of order."""
    props.room(ground, "#E9E2D2")
    ground.rect(262, 60, 122, 220, d.SLATE, 8)
    ground.rect(274, 74, 98, 74, d.LOIRE, 4)
    ground.text(323, 96, "CAFÉ", 22, d.CREAM, face=d.SERIF_BOLD)
    ground.rect(286, 176, 74, 62, d.INK, 5)
    ground.rect(282, 108, 84, 36, d.CREAM, 2)
    ground.text(324, 119, "En cours de", 11, d.BRICK)
    ground.text(324, 134, "traitement", 11, d.BRICK)
    ground.rect(40, 80, 100, 70, d.CREAM, 3)
    for row in range(props.PAPER_LINES):
        ground.rect(52, 94 + row * 16, 76 - row * 14, 5, d.STONE, 2)
    front.rect(0, 330, WIDTH, 30, d.STONE_DARK)


def two_desks(ground: Pen, front: Pen) -> None:
    """Draw two desks face to face, two metres apart."""
    office(ground, Pen())
    props.desk(front)
    props.screen(front, 214, 258)
    props.screen(front, 354, 258)
    props.cup(front, 572, 282, d.WHITE, "Zouzou")
    front.rect(318, 270, 4, 60, d.STONE_DARK)


def shared_coffee(ground: Pen, front: Pen) -> None:
    """Draw the office around an Italian coffee pot."""
    props.room(ground, "#F3E6D2")
    props.window(ground, 254, 66, 136, 120)
    props.plant(ground, 598, 270, 1.3)
    props.desk(front)
    props.coffee_pot(front, 296, 306)
    props.cup(front, 236, 284, d.WHITE, "Zouzou")
    props.cup(front, 376, 284, d.LOIRE_LIGHT)
    front.rect(422, 300, 62, 12, d.OCHRE, 4)


def chair_office(ground: Pen, front: Pen) -> None:
    """Draw the office of the armchair on wheels, with the two furrows that it dug."""
    props.room(ground, "#EFE6D6", d.WOOD)
    props.window(ground, 58, 72, 120, 128)
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
    """Draw signposts to the pool, the greenhouses and elsewhere."""
    props.outdoors(ground)
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
    """Draw a kitchen at home, at sunrise."""
    props.room(ground, "#F4DFC4", d.BRICK_LIGHT)
    ground.rect(244, 64, 152, 124, d.CREAM, 3)
    ground.rect(250, 70, 140, 112, d.DAWN)
    ground.slice(320, 176, 38, 38, 180, 360, d.OCHRE)
    ground.rect(250, 174, 140, 8, d.LEAF_DARK)
    ground.rect(40, 86, 110, 70, d.WOOD, 4)
    for x in (56, 86, 116):
        ground.ellipse(x + 8, 112, 12, 12, d.CREAM)
    props.desk(front)
    front.rect(286, 276, 70, 34, d.BRICK, 8)
    front.rect(278, 272, 86, 9, d.SLATE, 4)
    front.ellipse(321, 268, 6, 5, d.SLATE)


def boxes(ground: Pen, front: Pen) -> None:
    """Draw the emptied office and its last cardboard box."""
    props.room(ground, "#EFE6D6", d.WOOD)
    props.window(ground, 252, 64, 136, 130)
    ground.rect(70, 100, 90, 60, "#E5DAC4", 2)
    props.desk(front)
    props.box(front, 268, 262)


def chart_door(ground: Pen, front: Pen) -> None:
    """Draw a door with a new organisation chart on it."""
    props.room(ground, "#E8E1D3")
    ground.rect(222, 44, 196, 228, d.SLATE_LIGHT, 4)
    ground.rect(230, 52, 180, 220, d.SLATE_PALE, 3)
    props.chart(ground, 245, 84)
    ground.ellipse(398, 214, 6, 6, d.OCHRE)
    props.plant(ground, 38, 288, 1.1)
    front.rect(0, 330, WIDTH, 30, d.STONE_DARK)


def chart_close(ground: Pen, front: Pen) -> None:
    """Draw the chart, read at length."""
    props.room(ground, "#E8E1D3")
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
    """Draw what used to be an office: a copier held up by a plant."""
    props.room(ground, "#E6E4DC")
    ground.rect(246, 130, 150, 150, d.SLATE_PALE, 6)
    ground.rect(238, 112, 166, 26, d.SLATE, 5)
    ground.rect(262, 160, 118, 34, d.CREAM, 3)
    ground.rect(262, 206, 118, 22, d.SLATE_LIGHT, 3)
    props.plant(ground, 424, 286, 1.1)
    for index in range(4):
        ground.rect(40, 236 - index * 22, 76, 20, (d.CREAM, d.TUFFEAU_SHADE)[index % 2], 2)
    front.rect(0, 330, WIDTH, 30, d.STONE_DARK)


def mural(ground: Pen, front: Pen) -> None:
    """Draw the corridor wall on which the real path of the files is drawn, with first names."""
    props.room(ground, d.CREAM)
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
    """Draw counter three."""
    props.room(ground, "#E9E4D8")
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
    """Draw the counter, its telephone at last in use."""
    counter(ground, front)
    front.rect(196, 278, 58, 24, d.SLATE, 5)
    front.rect(190, 268, 70, 12, d.INK, 6)


def bench(ground: Pen, front: Pen) -> None:
    """Draw the square and its green bench, back in its place."""
    props.outdoors(ground, "#DDE9E4")
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
