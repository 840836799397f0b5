"""The characters of the films: how they look and how they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageOps

from . import drawing as d
from .drawing import Pen

# A character fills a frame of 240 × 300 units, its waist at the bottom.
FRAME_WIDTH, FRAME_HEIGHT = 240, 300


@dataclass(frozen=True)
class Look:
    """The features that make a character recognisable."""

    skin: str = "#EBC3A0"
    hair: str = "#4A3428"
    style: str = "short"
    top: str = d.LOIRE
    collar: str = d.CREAM
    extras: frozenset[str] = frozenset()
    size: float = 1.0


@dataclass(frozen=True)
class Pose:
    """The moving parts: mouth 0 (closed) to 2 (wide), eyes, right arm, brows."""

    mouth: int = 0
    blink: bool = False
    arm: int = 0
    faces_left: bool = False


def _look(style: str, hair: str, top: str, *extras: str, **more: str) -> Look:
    return Look(style=style, hair=hair, top=top, extras=frozenset(extras), **more)  # type: ignore[arg-type]


TAN, BROWN, DARK, PALE = "#D9A57C", "#A8714B", "#7A4E35", "#F2D3B8"
GREY, BLOND, BLACK, CHESTNUT, GINGER = "#A9AAA8", "#D8B46A", "#2B2523", "#6B4630", "#B5623A"

CAST: dict[str, Look] = {
    "Sophia": _look("bob", CHESTNUT, d.BRICK, "scarf", "earrings", collar=d.OCHRE),
    "Édouard": Look(
        hair=GREY,
        style="tonsure",
        top=d.LEAF_DARK,
        extras=frozenset({"glasses", "moustache", "tie", "cardigan"}),
        size=1.06,
    ),
    "Le monsieur": _look(
        "fringe", "#E4E1DA", d.SLATE_LIGHT, "cap", "moustache", "scarf", collar=d.BRICK, skin=PALE
    ),
    "Voix off": _look("short", BLACK, "#C9A874", "fedora", "trench", "microphone", skin=TAN),
    "Le cantonnier": _look("short", CHESTNUT, "#D9772E", "hivis", "beard", "helmet"),
    "La gestionnaire": _look("bun", BLACK, d.LOIRE, "glasses", "earrings", skin=TAN),
    "Le jardinier": _look("curly", GINGER, d.LEAF_DARK, "apron", "beard", skin=PALE),
    "L’agente d’accueil": _look("curly", BLACK, d.OCHRE, "earrings", "badge", skin=DARK),
    "Le technicien": _look("short", BLOND, d.SLATE_LIGHT, "glasses", "badge", skin=PALE),
    "La secrétaire": _look("bob", BLOND, "#7B5A86", "earrings", skin=PALE),
    "L’aide à domicile": _look("ponytail", CHESTNUT, "#6E9FA8", "badge"),
    "L’éboueur": _look("short", BLACK, "#D9772E", "hivis", "cap", skin=BROWN),
    "L’ATSEM": _look("bun", GINGER, d.BRICK_LIGHT, "apron", skin=PALE),
    "L’archiviste": _look("tonsure", GREY, d.WOOD_DARK, "glasses", "beard", "cardigan", "tie"),
    "La bibliothécaire": _look("long", BLACK, d.LEAF_DARK, "glasses", "scarf", collar=d.CREAM, skin=TAN),
    "Le chef d’équipe": _look("bald", GREY, d.SLATE, "hivis", "moustache"),
    "La puéricultrice": _look("ponytail", BLOND, "#C98AA0", "badge", skin=PALE),
    "Le policier municipal": _look("short", CHESTNUT, d.SLATE, "kepi", "badge"),
    "La comptable": _look("bob", GREY, d.LOIRE, "glasses", "scarf", collar=d.BRICK_LIGHT),
    "Le maître-nageur": _look("short", BLOND, d.BRICK, "whistle", skin=TAN),
    "La cuisinière": _look("bun", CHESTNUT, d.CREAM, "toque", "apron", skin=BROWN),
    "L’informaticien": _look("long", GINGER, d.SLATE, "beard", "glasses", skin=PALE),
}


def _hair_behind(pen: Pen, look: Look) -> None:
    if look.style == "bob":
        pen.rect(68, 40, 104, 106, look.hair, 46)
    elif look.style == "long":
        pen.rect(66, 42, 108, 150, look.hair, 46)
    elif look.style == "curly":
        for x, y in ((74, 66), (68, 92), (76, 116), (166, 66), (172, 92), (164, 116), (120, 38)):
            pen.ellipse(x, y, 22, 22, look.hair)
    elif look.style == "ponytail":
        pen.line([(84, 60), (58, 100), (66, 150)], look.hair, 22)
    elif look.style == "bun":
        pen.ellipse(104, 28, 24, 21, look.hair)


def _hair_front(pen: Pen, look: Look) -> None:
    hair = look.hair
    if look.style in ("bob", "long", "bun", "ponytail"):
        pen.slice(120, 84, 47, 52, 182, 358, hair)
        pen.polygon([(74, 82), (88, 50), (134, 44), (166, 80), (140, 66), (112, 66)], hair)
        pen.ellipse(126, 86, 30, 20, look.skin)
    elif look.style == "curly":
        for x, y in ((84, 54), (102, 42), (122, 40), (142, 44), (158, 58)):
            pen.ellipse(x, y, 17, 15, hair)
    elif look.style == "short":
        pen.slice(120, 82, 46, 50, 190, 350, hair)
        pen.polygon([(76, 76), (92, 46), (150, 48), (164, 74), (148, 62), (110, 68)], hair)
        pen.rect(75, 72, 9, 22, hair, 4)
    elif look.style == "tonsure":
        pen.ellipse(78, 84, 10, 20, hair)
        pen.ellipse(162, 84, 8, 18, hair)
        pen.line([(106, 46), (122, 38), (138, 44)], hair, 3)
    elif look.style == "fringe":
        pen.ellipse(78, 86, 9, 17, hair)
        pen.ellipse(162, 86, 8, 16, hair)


def _hat(pen: Pen, look: Look) -> None:
    if "fedora" in look.extras:
        pen.ellipse(122, 62, 74, 13, "#7A6446")
        pen.rect(80, 12, 84, 50, "#8F7653", 18)
        pen.rect(80, 46, 84, 13, d.SLATE)
    elif "helmet" in look.extras:
        pen.slice(120, 66, 52, 48, 180, 360, d.OCHRE)
        pen.rect(64, 62, 118, 9, d.OCHRE, 4)
        pen.rect(112, 16, 16, 48, "#E8BC63", 6)
    elif "cap" in look.extras:
        pen.slice(118, 66, 50, 42, 180, 360, d.SLATE)
        pen.rect(112, 58, 76, 11, d.INK, 5)
    elif "kepi" in look.extras:
        pen.rect(76, 26, 88, 36, d.SLATE, 12)
        pen.rect(76, 48, 88, 8, d.CREAM)
        pen.rect(84, 56, 96, 9, d.INK, 4)
    elif "toque" in look.extras:
        for x in (94, 120, 146):
            pen.ellipse(x, 20, 24, 22, d.WHITE)
        pen.rect(80, 30, 80, 34, d.WHITE, 4)
        pen.rect(80, 56, 80, 4, d.STONE)


def _torso(pen: Pen, look: Look) -> None:
    extras = look.extras
    pen.rect(56, 164, 128, 160, look.top, 44)
    pen.rect(104, 128, 32, 48, look.skin, 12)
    pen.slice(120, 140, 18, 14, 0, 180, d.BRICK_LIGHT if look.skin in (PALE, "#EBC3A0") else d.WOOD_DARK)
    pen.rect(104, 122, 32, 18, look.skin)
    pen.polygon([(98, 164), (142, 164), (120, 192)], look.skin)
    if "tie" in extras or "cardigan" in extras:
        pen.polygon([(92, 164), (148, 164), (120, 240)], d.CREAM)
        pen.polygon([(114, 172), (126, 172), (130, 222), (120, 234), (110, 222)], d.BRICK)
        pen.polygon([(112, 166), (128, 166), (124, 178), (116, 178)], d.BRICK)
    if "trench" in extras:
        pen.polygon([(92, 160), (120, 202), (86, 214)], "#B8965F")
        pen.polygon([(148, 160), (120, 202), (154, 214)], "#B8965F")
        pen.rect(56, 262, 128, 14, "#A38350")
        for y in (220, 244, 288):
            pen.ellipse(108, y, 4, 4, d.WOOD_DARK)
            pen.ellipse(134, y, 4, 4, d.WOOD_DARK)
    if "hivis" in extras:
        pen.rect(74, 166, 15, 140, "#EFE38A")
        pen.rect(151, 166, 15, 140, "#EFE38A")
        pen.rect(57, 238, 126, 14, "#E8E8DC")
    if "apron" in extras:
        pen.rect(84, 204, 72, 110, d.TUFFEAU_SHADE, 8)
        pen.line([(88, 206), (98, 166)], d.TUFFEAU_SHADE, 7)
        pen.line([(152, 206), (142, 166)], d.TUFFEAU_SHADE, 7)
    if "badge" in extras:
        pen.rect(140, 204, 26, 18, d.WHITE, 3)
        pen.rect(144, 209, 18, 3, d.SLATE_LIGHT)
    if "scarf" in extras:
        pen.rect(92, 148, 56, 24, look.collar, 12)
        pen.polygon([(100, 164), (122, 164), (114, 226), (94, 220)], look.collar)
    if "whistle" in extras:
        pen.line([(102, 168), (120, 214), (138, 168)], d.CREAM, 3)
        pen.ellipse(120, 218, 8, 6, d.SLATE)


def _arm(pen: Pen, look: Look, arm: int) -> None:
    """Draw the near arm: 0 at rest, 1 half raised, 2 raised with an open hand."""
    if "microphone" in look.extras:
        pen.line([(172, 206), (194, 270), (170, 214)], look.top, 26)
        pen.rect(160, 152, 15, 54, d.INK, 6)
        pen.ellipse(167, 148, 13, 15, d.SLATE_LIGHT)
        pen.ellipse(168, 208, 14, 14, look.skin)
        return
    hand = {0: (176, 292), 1: (206, 236), 2: (218, 202)}[arm]
    elbow = {0: (188, 252), 1: (186, 274), 2: (192, 268)}[arm]
    pen.line([(168, 198), elbow], look.top, 29)
    pen.line([elbow, hand], look.top, 25)
    pen.ellipse(*hand, 14, 14, look.skin)
    if arm == 2:
        for dx, dy in ((-8, -13), (0, -16), (8, -13), (-13, -4)):
            pen.line([hand, (hand[0] + dx, hand[1] + dy)], look.skin, 6)


def _face(pen: Pen, look: Look, pose: Pose) -> None:
    ink = "#3A2B25"
    pen.ellipse(98, 112, 10, 7, d.BRICK_LIGHT if look.skin != DARK else "#8F5740")
    pen.ellipse(152, 112, 9, 7, d.BRICK_LIGHT if look.skin != DARK else "#8F5740")
    lift = 3 if pose.arm else 0
    for x in (108, 144):
        if pose.blink:
            pen.arc(x, 90, 7, 4, 10, 170, ink, 2.6)
        else:
            pen.ellipse(x, 91, 8, 9, d.WHITE)
            pen.ellipse(x + 2, 92, 5, 6, ink)
            pen.ellipse(x + 4, 89, 1.7, 1.7, d.WHITE)
        brow = d.INK if look.style == "bald" else look.hair
        pen.arc(x, 82 - lift, 10, 6, 205, 335, brow if brow != "#E4E1DA" else d.STONE_DARK, 3.2)
    if "glasses" in look.extras:
        for x in (108, 144):
            pen.ring(x, 91, 14, 13, d.SLATE, 2.6)
        pen.line([(121, 90), (131, 90)], d.SLATE, 2.4)
    pen.arc(130, 103, 7, 7, 330, 140, "#B07B5A" if look.skin != DARK else "#5A3725", 3)
    if "beard" in look.extras:
        pen.slice(120, 108, 43, 42, 12, 168, look.hair)
    if pose.mouth == 0:
        pen.arc(126, 116, 13, 9, 25, 155, ink if "beard" not in look.extras else d.CREAM, 2.8)
    else:
        height = 5 if pose.mouth == 1 else 10
        width = 12 if pose.mouth == 1 else 11
        pen.ellipse(126, 124, width, height, "#5A241E")
        if pose.mouth == 2:
            pen.slice(126, 126, 8, 7, 20, 160, "#C76A5C")
            pen.rect(119, 115.5, 14, 3.5, d.WHITE, 1)
    if "moustache" in look.extras:
        color = look.hair if look.hair != "#E4E1DA" else "#D6D1C6"
        pen.polygon([(126, 110), (104, 120), (112, 110)], color)
        pen.polygon([(126, 110), (148, 120), (140, 110)], color)
        pen.line([(108, 116), (126, 111), (144, 116)], color, 7)


@cache
def draw(name: str, pose: Pose) -> Image.Image:
    """Draw the character `name` in `pose`, on a transparent ground, at stage scale."""
    look = CAST[name]
    pen = Pen(FRAME_WIDTH, FRAME_HEIGHT, look.size * 0.9)
    _hair_behind(pen, look)
    pen.line([(72, 200), (58, 256), (70, 300)], look.top, 28)
    _torso(pen, look)
    pen.ellipse(78, 96, 9, 13, look.skin)
    pen.ellipse(162, 96, 8, 12, look.skin)
    pen.ellipse(120, 92, 44, 53, look.skin)
    _hair_front(pen, look)
    _face(pen, look, pose)
    _hat(pen, look)
    if "earrings" in look.extras:
        pen.ellipse(76, 112, 4, 5, d.OCHRE)
        pen.ellipse(164, 111, 4, 5, d.OCHRE)
    _arm(pen, look, pose.arm)
    picture = pen.stage()
    return ImageOps.mirror(picture) if pose.faces_left else picture
