"""Puts a film's script in pictures: which set, who is on it, who speaks, frame after frame."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from PIL import Image

from . import CASTING, DRAWINGS, cards, cast
from .captions import Line
from .drawing import HEIGHT, STAGE_SCALE, WIDTH, Pen
from .props import paint
from .sound import Track

FRAMES_PER_SECOND = 8
INVESTIGATION = "enquete"
REPORTER = "Voix off"
HIDDEN_WITNESS = "La secrétaire"


@dataclass(frozen=True)
class Film:
    """A film's script."""

    slug: str
    title: str
    kind: str
    duration: int
    chapters: list[tuple[float, str]]
    dialogue: list[Line] = field(repr=False)

    def chapter_at(self, time: float) -> int:
        """Return the index of the chapter that plays at `time`."""
        return max(index for index, (start, _) in enumerate(self.chapters) if start <= time)


# The witness on the left looks at the reporter on the right.
WITNESS_PLACE, REPORTER_PLACE = 205, 530
PLACES = {1: [320], 2: [152, 488], 3: [116, 322, 528]}
FLOOR = 366


def _place(stage: Image.Image, name: str, pose: cast.Pose, x: float, drop: float = 0) -> None:
    figure = cast.draw(name, pose)
    left = round(x * STAGE_SCALE - figure.width / 2)
    stage.alpha_composite(figure, (max(0, left), round((FLOOR + drop) * STAGE_SCALE) - figure.height))


def _cut(stage: Image.Image) -> Image.Image:
    """Return the part of the stage that lies in the picture."""
    return stage.crop((0, 0, WIDTH * STAGE_SCALE, HEIGHT * STAGE_SCALE))


def _blur_face(stage: Image.Image) -> None:
    """Hide the witness who would not speak openly: large squares over the face."""
    left, top = (WITNESS_PLACE - 72) * STAGE_SCALE, 80 * STAGE_SCALE
    face = stage.crop((left, top, left + 144 * STAGE_SCALE, top + 160 * STAGE_SCALE))
    squares = face.resize((9, 10), Image.Resampling.BOX).resize(face.size, Image.Resampling.NEAREST)
    stage.paste(squares, (left, top))


def heading(film: Film) -> tuple[str, str]:
    """Return the kicker and the title of a film's card: « Sophia et Édouard : la… » gives both."""
    if film.kind == INVESTIGATION:
        return "Le film de l’enquête", film.title
    kicker, _, title = (part.strip("\u202f\xa0 ") for part in film.title.partition(":"))
    return kicker, title[:1].upper() + title[1:]


def title_card(film: Film) -> Image.Image:
    """Draw the film's title with its main characters, which is also its poster."""
    stage = _with_room_below(cards.title_ground(*heading(film)))
    if film.kind == INVESTIGATION:
        _place(stage, REPORTER, cast.Pose(faces_left=True), 500)
    elif "monsieur" in film.slug:
        _place(stage, "Le monsieur", cast.Pose(faces_left=True), 500)
    else:
        _place(stage, "Édouard", cast.Pose(arm=1, faces_left=True), 540)
        _place(stage, "Sophia", cast.Pose(arm=1), 428)
    pen = Pen()
    paint(pen, DRAWINGS["posters"].get(film.slug, ()))
    stage.alpha_composite(pen.stage())
    return _cut(stage)


def _with_room_below(stage: Image.Image) -> Image.Image:
    # Characters may stand a little below the picture's edge.
    taller = Image.new("RGBA", (stage.width, stage.height + 60 * STAGE_SCALE))
    taller.paste(stage)
    return taller


@dataclass(frozen=True)
class Shot:
    """All that a picture depends on: two equal shots are the same picture."""

    place: str  # a set
    people: tuple[tuple[str, cast.Pose, float], ...]
    drops: tuple[float, ...]
    tag: str = ""
    tag_on_right: bool = False
    close_on: int | None = None
    viewfinder: bool | None = None


@cache
def build(place: str, layer: str) -> Image.Image:
    """Draw the ground or the front of a set, at stage scale."""
    pen = Pen()
    paint(pen, DRAWINGS["sets"][place].get(layer, ()))
    return pen.stage()


def _picture(shot: Shot) -> Image.Image:
    stage = _with_room_below(build(shot.place, "ground"))
    for (name, pose, x), drop in zip(shot.people, shot.drops, strict=True):
        _place(stage, name, pose, x, drop)
    stage.alpha_composite(build(shot.place, "front"))
    if [name for name, _, _ in shot.people] == [HIDDEN_WITNESS]:
        _blur_face(stage)
    stage = _cut(stage)
    if shot.close_on is not None:
        x = shot.people[shot.close_on][2] * STAGE_SCALE
        width, height = round(stage.width * 0.66), round(stage.height * 0.66)
        left = round(min(max(0, x - width / 2), stage.width - width))
        stage = stage.crop((left, stage.height - height - 60, left + width, stage.height - 60)).resize(
            stage.size
        )
    if shot.viewfinder is not None:
        stage.alpha_composite(cards.viewfinder(shot.viewfinder))
    if shot.tag:
        stage.alpha_composite(cards.name_tag(shot.tag, shot.tag_on_right))
    return stage


class Camera:
    """Films a script over its sound track."""

    def __init__(self, film: Film, track: Track) -> None:
        self.film = film
        self.track = track
        first, last = film.dialogue[0], film.dialogue[-1]
        self.opening_end = first.start - 0.5
        self.closing_start = last.end + 1.0
        self.cards = [
            (*self._gap_around(start), number, title)
            for number, (start, title) in enumerate(film.chapters[1:], start=2)
        ]

    def _gap_around(self, moment: float) -> tuple[float, float]:
        """Return the silence around a chapter's start, where its card is shown."""
        before = max(line.end for line in self.film.dialogue if line.end <= moment)
        after = min(line.start for line in self.film.dialogue if line.start >= moment)
        return before + 0.15, after - 0.1

    def _cast_of(self, chapter: int) -> list[str]:
        """Return the characters seen in a chapter, the guests on the left and Édouard on the right."""
        seen = {line.speaker for line in self.film.dialogue if self.film.chapter_at(line.start) == chapter}
        order = ["Le monsieur", "Sophia", "Édouard"]
        return [name for name in order if name in seen]

    def _mouth(self, time: float) -> int:
        loudness = self.track.loudness(time, 1 / FRAMES_PER_SECOND)
        return 0 if loudness < 0.02 else 1 if loudness < 0.1 else 2

    def _shot(self, time: float) -> Shot:
        index = max((i for i, line in enumerate(self.film.dialogue) if line.start - 0.4 <= time), default=0)
        line = self.film.dialogue[index]
        speaking = line.start <= time < line.end
        chapter = self.film.chapter_at(line.start)
        if self.film.kind == INVESTIGATION:
            return self._witness_shot(time, line, speaking, chapter)
        return self._sketch_shot(time, index, line, speaking, chapter)

    def _pose(
        self, time: float, seat: int, speaking: bool, line: Line, faces_left: bool
    ) -> tuple[cast.Pose, float]:
        mouth = self._mouth(time) if speaking else 0
        blink = (time + seat * 1.7) % 4.1 < 0.2
        since = time - line.start
        arm = (
            (0 if since < 0.6 else 1 + int(since / 1.9) % 2)
            if speaking and line.end - since - line.start > 0.5
            else 0
        )
        # Whoever speaks sways a little; whoever listens breathes.
        sway = (
            (0.0, 1.0, 1.5, 1.0)[int(time * 2.5) % 4] if speaking else (0.0, 0.8)[int(time / 1.5 + seat) % 2]
        )
        return cast.Pose(mouth, blink, arm, faces_left), sway

    def _witness_shot(self, time: float, line: Line, speaking: bool, chapter: int) -> Shot:
        asking = line.speaker == REPORTER
        place = CASTING["reporter"][chapter] if asking else CASTING["witnesses"][line.speaker]
        pose, sway = self._pose(time, 0, speaking, line, faces_left=asking)
        person = (line.speaker, pose, float(REPORTER_PLACE if asking else WITNESS_PLACE))
        return Shot(
            place, (person,), (sway,), tag=line.speaker if speaking else "", viewfinder=int(time) % 2 == 0
        )

    def _sketch_shot(self, time: float, index: int, line: Line, speaking: bool, chapter: int) -> Shot:
        names = self._cast_of(chapter)
        people, drops = [], []
        for place, (name, x) in enumerate(zip(names, PLACES[len(names)], strict=True)):
            pose, sway = self._pose(
                time, place, speaking and name == line.speaker, line, place == len(names) - 1
            )
            people.append((name, pose, float(x)))
            drops.append(sway)
        seat = names.index(line.speaker) if line.speaker in names else None
        return Shot(
            CASTING["chapters"][self.film.slug][chapter],
            tuple(people),
            tuple(drops),
            tag=line.speaker if speaking else "",
            tag_on_right=seat is not None and seat == len(names) - 1,
            close_on=seat if index % 5 == 3 else None,
        )

    def _moment(self, time: float) -> Shot | tuple[str, int, str]:
        if time < self.opening_end:
            return ("title", 0, "")
        if time >= self.closing_start:
            return ("end", 0, "")
        for start, end, number, title in self.cards:
            if start <= time < end:
                return ("chapter", number, title)
        return self._shot(time)

    def frames(self) -> Iterator[bytes]:
        """Yield the film's pictures, as RGB bytes at film size."""
        latest: Shot | tuple[str, int, str] | None = None
        data = b""
        for number in range(self.film.duration * FRAMES_PER_SECOND):
            moment = self._moment(number / FRAMES_PER_SECOND)
            if moment != latest:
                latest, data = moment, self._frame(moment)
            yield data

    def _frame(self, moment: Shot | tuple[str, int, str]) -> bytes:
        """Draw one picture at film size."""
        match moment:
            case Shot():
                picture = _picture(moment)
            case ("chapter", number, title):
                picture = cards.chapter_card(number, title)
            case ("end", _, _):
                picture = cards.end_card(heading(self.film)[1])
            case _:
                picture = title_card(self.film)
        return picture.convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.BOX).tobytes()
