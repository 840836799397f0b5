"""The sets of the survey film: where the witnesses work."""

from __future__ import annotations

from . import comedy, props
from . import drawing as d
from .drawing import HEIGHT, WIDTH, Pen


def river_dawn(ground: Pen, front: Pen) -> None:
    """Draw the Loire quay at sunrise."""
    ground.rect(0, 0, WIDTH, HEIGHT, d.DAWN)
    ground.ellipse(150, 130, 54, 54, "#F6E3C8")
    d.blois_skyline(ground, 252)
    d.blois_bridge(ground, 258)
    front.rect(0, 334, WIDTH, 26, d.STONE_DARK)


def corridor_folders(ground: Pen, front: Pen) -> None:
    """Draw a corridor after six, where parapheurs wander."""
    ground.rect(0, 0, WIDTH, HEIGHT, "#4B5A67")
    ground.polygon([(220, 100), (420, 100), (640, 0), (0, 0)], "#3E4C58")
    ground.polygon([(220, 240), (420, 240), (640, 360), (0, 360)], "#6D7B86")
    ground.rect(220, 100, 200, 140, "#55646F")
    ground.rect(286, 130, 68, 110, d.OCHRE)
    props.folder(ground, 52, 250, d.BRICK, eyes=True)
    props.folder(ground, 200, 216, d.LEAF_DARK, eyes=True)
    props.folder(ground, 330, 262, d.LOIRE, eyes=True)


def evidence_board(ground: Pen, front: Pen) -> None:
    """Draw the investigators' cork board and its red threads."""
    props.room(ground, "#DCD3C2", d.STONE_DARK)
    ground.rect(34, 62, 400, 216, d.WOOD_DARK, 4)
    ground.rect(42, 70, 384, 200, "#D8B083")
    spots = [(70, 92), (180, 82), (300, 96), (90, 188), (214, 178), (332, 196)]
    for index, (x, y) in enumerate(spots):
        ground.rect(x, y, 66, 52, d.CREAM, 1)
        if index % 2:
            for row in range(props.PAPER_LINES):
                ground.rect(x + 9, y + 14 + row * 11, 48 - row * 9, 4, d.STONE_DARK, 1)
        else:
            ground.ellipse(x + 33, y + 20, 11, 12, d.SLATE_PALE)
            ground.slice(x + 33, y + 50, 22, 18, 180, 360, d.SLATE_PALE)
    thread = [spots[index] for index in (0, 4, 2, 3, 5, 1)]
    ground.line([(x + 33, y + 3) for x, y in thread], d.BRICK, 2)
    front.rect(0, 334, WIDTH, 26, d.WOOD_DARK)


def depot(ground: Pen, front: Pen) -> None:
    """Draw a works depot with its lorry."""
    props.room(ground, "#D9D5CA", d.STONE_DARK)
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
    """Draw the municipal greenhouses."""
    props.outdoors(ground, "#DCEBE6", d.STONE)
    for x in range(0, 641, 80):
        ground.line([(x, 0), (x, 262)], d.WHITE, 4)
    ground.line([(0, 90), (640, 90)], d.WHITE, 4)
    for index in range(8):
        props.plant(ground, 40 + index * 82, 262, 1.1)
    front.rect(0, 318, WIDTH, 42, d.WOOD_DARK)
    for index in range(9):
        front.ellipse(40 + index * 70, 316, 26, 12, d.LEAF if index % 2 else d.LEAF_DARK)
        front.ellipse(46 + index * 70, 310, 6, 6, (d.BRICK_LIGHT, d.OCHRE, d.WHITE)[index % 3])


def reception(ground: Pen, front: Pen) -> None:
    """Draw a reception desk."""
    comedy.counter(ground, front)
    ground.rect(244, 50, 152, 52, d.LOIRE, 6)
    ground.text(320, 76, "Accueil", 22, d.CREAM)


def street(ground: Pen, front: Pen) -> None:
    """Draw a street before daybreak."""
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
    """Draw a classroom."""
    props.room(ground, "#F3E9CF", d.WOOD)
    ground.rect(160, 56, 320, 136, d.WOOD_DARK, 4)
    ground.rect(168, 64, 304, 120, d.LEAF_DARK, 2)
    ground.text(230, 100, "a b c", 30, d.CREAM, face=d.SERIF)
    ground.text(400, 100, "1 2 3", 30, d.CREAM, face=d.SERIF)
    props.desk(front, top=320)
    for index in range(6):
        front.rect(40 + index * 100, 306 - (index % 2) * 4, 44, 16, (d.BRICK, d.LOIRE, d.OCHRE)[index % 3], 3)


def archives(ground: Pen, front: Pen) -> None:
    """Draw forty-two linear metres of projects."""
    ground.rect(0, 0, WIDTH, HEIGHT, "#6F6558")
    for x in (10, 222, 434):
        props.shelf(ground, x, 30, 196, 5, (d.TUFFEAU_SHADE, d.STONE, d.STONE_DARK, d.BRICK_LIGHT))


def library(ground: Pen, front: Pen) -> None:
    """Draw a library."""
    props.room(ground, "#F0E6D4")
    for x in (14, 430):
        props.shelf(ground, x, 56, 196, 4, (d.BRICK, d.LOIRE, d.OCHRE, d.LEAF_DARK, d.LOIRE_LIGHT))
    props.window(ground, 262, 70, 116, 130)


def pool(ground: Pen, front: Pen) -> None:
    """Draw a swimming pool."""
    ground.rect(0, 0, WIDTH, HEIGHT, "#E3EEF0")
    for x in range(0, 640, 64):
        ground.rect(x, 60, 60, 60, "#D3E3E8", 3)
    ground.rect(0, 210, WIDTH, 150, "#5FA3BD")
    for y in (238, 272, 312):
        for x in range(10, 640, 44):
            ground.ellipse(x, y, 9, 4, d.BRICK if (x // 44) % 2 else d.WHITE)


def canteen(ground: Pen, front: Pen) -> None:
    """Draw a kitchen that cooks for schools."""
    props.room(ground, "#E7E9E6", d.SLATE_PALE)
    ground.rect(60, 84, 520, 10, d.SLATE_PALE, 4)
    for index in range(6):
        x = 96 + index * 90
        ground.line([(x, 94), (x, 120)], d.SLATE, 3)
        ground.ellipse(x, 136, 24, 18, d.SLATE_LIGHT if index % 2 else d.BRICK_LIGHT)
    props.desk(front, d.SLATE_PALE, 312)
    front.rect(60, 282, 100, 34, d.SLATE, 6)
    for index in range(4):
        front.ellipse(470 + index * 34, 304, 17, 12, (d.BRICK, d.OCHRE, d.LEAF, d.BRICK_LIGHT)[index])


def computers(ground: Pen, front: Pen) -> None:
    """Draw the computer room."""
    props.room(ground, "#D5DCE0", d.SLATE_LIGHT)
    for x in (20, 128, 424, 532):
        ground.rect(x, 50, 92, 216, d.SLATE, 5)
        for row in range(7):
            ground.rect(x + 10, 64 + row * 28, 72, 18, d.INK, 2)
            ground.ellipse(x + 20, 73 + row * 28, 3, 3, d.LEAF if row % 3 else d.OCHRE)
    props.desk(front, d.SLATE_PALE, 316)
