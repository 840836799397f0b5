"""The characters of the films: how they look and how they are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageOps

from . import CASTING, DRAWINGS
from .drawing import Pen
from .props import paint

FRAME_WIDTH, FRAME_HEIGHT = 240, 300
EYES = (108, 144)


@dataclass(frozen=True)
class Look:
    """The features that make a character recognisable."""

    style: str
    hair: str
    top: str
    skin: str = "fair_skin"
    collar: str = "cream"
    wears: Sequence[str] = ()
    size: float = 1.0

    def colors(self) -> dict[str, str]:
        """Return the colours of the words that strokes use for any character."""
        return {
            "hair": self.hair,
            "top": self.top,
            "skin": self.skin,
            "collar": self.collar,
            "shade": "brick_light" if self.skin in ("pale_skin", "fair_skin") else "wood_dark",
            "cheek": "#8F5740" if self.skin == "dark_skin" else "brick_light",
            "moustache": "#D6D1C6" if self.hair == "white_hair" else self.hair,
        }


@dataclass(frozen=True)
class Pose:
    """The moving parts: mouth 0 (closed) to 2 (wide), eyes, right arm, brows."""

    mouth: int = 0
    blink: bool = False
    arm: int = 0
    faces_left: bool = False


CAST = {name: Look(**look) for name, look in CASTING["looks"].items()}


def _arm(pen: Pen, look: Look, arm: int) -> None:
    """Draw the near arm: 0 at rest, 1 half raised, 2 raised with an open hand."""
    if "microphone" in look.wears:
        paint(pen, DRAWINGS["microphone"], look.colors())
        return
    hand = ((176, 292), (206, 236), (218, 202))[arm]
    elbow = ((188, 252), (186, 274), (192, 268))[arm]
    pen.line([(168, 198), elbow], look.top, 29)
    pen.line([elbow, hand], look.top, 25)
    pen.ellipse(*hand, 14, 14, look.skin)
    if arm == 2:
        for dx, dy in ((-8, -13), (0, -16), (8, -13), (-13, -4)):
            pen.line([hand, (hand[0] + dx, hand[1] + dy)], look.skin, 6)


def _face(pen: Pen, look: Look, pose: Pose) -> None:
    ink, colors = "#3A2B25", look.colors()
    paint(pen, DRAWINGS["cheeks"], colors)
    lift = 3 if pose.arm else 0
    brow = "ink" if look.style == "bald" else look.hair
    for x in EYES:
        if pose.blink:
            pen.arc(x, 90, 7, 4, 10, 170, ink, 2.6)
        else:
            pen.ellipse(x, 91, 8, 9, "white")
            pen.ellipse(x + 2, 92, 5, 6, ink)
            pen.ellipse(x + 4, 89, 1.7, 1.7, "white")
        pen.arc(x, 82 - lift, 10, 6, 205, 335, "stone_dark" if brow == "white_hair" else brow, 3.2)
    if "glasses" in look.wears:
        paint(pen, DRAWINGS["glasses"])
    pen.arc(130, 103, 7, 7, 330, 140, "#5A3725" if look.skin == "dark_skin" else "#B07B5A", 3)
    if "beard" in look.wears:
        pen.slice(120, 108, 43, 42, 12, 168, look.hair)
    if pose.mouth == 0:
        pen.arc(126, 116, 13, 9, 25, 155, "cream" if "beard" in look.wears else ink, 2.8)
    else:
        paint(pen, DRAWINGS["mouths"][pose.mouth])
    if "moustache" in look.wears:
        paint(pen, DRAWINGS["moustache"], colors)


@cache
def draw(name: str, pose: Pose) -> Image.Image:
    """Draw the character `name` in `pose`, on a transparent ground, at stage scale."""
    look = CAST[name]
    pen, colors = Pen(FRAME_WIDTH, FRAME_HEIGHT, look.size * 0.9), look.colors()
    paint(pen, DRAWINGS["hair_behind"].get(look.style, ()), colors)
    paint(pen, DRAWINGS["body"], colors)
    for piece, strokes in DRAWINGS["clothes"].items():
        if piece in look.wears:
            paint(pen, strokes, colors)
    paint(pen, DRAWINGS["head"], colors)
    paint(pen, DRAWINGS["hair_front"].get(look.style, ()), colors)
    _face(pen, look, pose)
    for worn in look.wears:
        paint(pen, DRAWINGS["on_the_head"].get(worn, ()))
    _arm(pen, look, pose.arm)
    picture = pen.stage()
    return ImageOps.mirror(picture) if pose.faces_left else picture
