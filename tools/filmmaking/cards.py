"""The cards and marks laid over or between the pictures: titles, chapters, names, a viewfinder."""

from functools import cache

from PIL import Image

from .drawing import HEIGHT, WIDTH, Pen
from .props import paint


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


@cache
def chapter_card(number: int, title: str) -> Image.Image:
    """Draw a slate card with a chapter's number and title."""
    pen = Pen()
    pen.rect(0, 0, WIDTH, HEIGHT, "slate")
    pen.rect(0, 300, WIDTH, 60, "loire")
    for index in range(9):
        x, y = 30 + index * 72, 318 + (index * 29) % 30
        pen.line([(x, y), (x + 32, y)], "loire_light", 1.4)
    pen.ellipse(320, 96, 26, 26, "brick")
    pen.text(320, 96, str(number), 26, "cream", face="serif_bold")
    lines = wrap_title(pen, title, 34, "serif_bold", 520)
    for index, line in enumerate(lines):
        pen.text(320, 176 + (index - (len(lines) - 1) / 2) * 44, line, 34, "cream", face="serif_bold")
    return pen.stage()


@cache
def end_card(title: str) -> Image.Image:
    """Draw the closing card."""
    pen = Pen()
    pen.rect(0, 0, WIDTH, HEIGHT, "tuffeau")
    paint(pen, [["blois_skyline", 0, 316]])
    pen.text(320, 72, "Fin", 44, "slate", face="serif_bold")
    pen.text(320, 120, title, 17, "slate", face="serif")
    pen.text(
        320, 346, "Contenu de démonstration : personnages et dialogues imaginés", 12, "cream", face="sans"
    )
    return pen.stage()


def title_ground(kicker: str, title: str) -> Image.Image:
    """Draw the ground of a film's title card and poster. Its characters are added on the right."""
    pen = Pen()
    pen.rect(0, 0, WIDTH, HEIGHT, "tuffeau")
    pen.ellipse(492, 178, 138, 138, "dawn")
    paint(pen, [["blois_skyline", 0, 322]])
    pen.rect(40, 44, 46, 6, "brick")
    pen.text(40, 72, kicker, 16, "brick", face="sans_bold", anchor="lm")
    lines = wrap_title(pen, title, 36, "serif_bold", 320)
    for index, line in enumerate(lines):
        pen.text(38, 118 + index * 46, line, 36, "slate", face="serif_bold", anchor="lm")
    pen.text(40, 342, "Projet d’administration", 14, "cream", face="sans", anchor="lm")
    return pen.stage()


@cache
def name_tag(name: str, on_right: bool) -> Image.Image:
    """Draw the label that names who speaks, in the corner of the picture on that person's side."""
    pen = Pen()
    width = pen.text_width(name, 14, "sans_bold") + 32
    left = WIDTH - 20 - width if on_right else 20
    pen.rect(left, 20, width, 27, "slate", 13)
    pen.ellipse(left + 13, 33.5, 4, 4, "ochre")
    pen.text(left + 23, 33.5, name, 14, "cream", anchor="lm")
    return pen.stage()


@cache
def viewfinder(recording: bool) -> Image.Image:
    """Draw a reporter's camera frame, its red light on or off."""
    pen = Pen()
    for x, y, dx, dy in ((12, 12, 1, 1), (628, 12, -1, 1), (12, 348, 1, -1), (628, 348, -1, -1)):
        pen.line([(x + 22 * dx, y), (x, y), (x, y + 22 * dy)], "cream", 2.4)
    pen.rect(548, 21, 70, 24, "slate", 12)
    pen.ellipse(563, 33, 5, 5, "brick_light" if recording else "slate_light")
    pen.text(573, 33, "REC", 12, "cream", anchor="lm")
    return pen.stage()
