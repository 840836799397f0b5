"""The films, with the files that the repository keeps beside their texts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db.models.fields.files import FieldFile

from projects.models import Theme
from videos.enums import FilmKind
from videos.models import FilmIndexPage, FilmPage

from .people import People
from .publishing import add_page, stream
from .text import moment

KIND = {"enquete": FilmKind.INVESTIGATION, "saynete": FilmKind.SKETCH}
# Where a film's files go: field of the page, ending of the file.
FILES = {"video": "mp4", "captions": "vtt", "poster": "webp"}


@contextmanager
def files_kept_on_success() -> Iterator[list[FieldFile]]:
    """Yield a list for the files that the block stores, and remove them again if the block fails."""
    stored: list[FieldFile] = []
    try:
        yield stored
    except BaseException:
        for file in stored:
            file.delete(save=False)
        raise


def load_films(
    index: FilmIndexPage,
    films: list[dict[str, Any]],
    folder: Path,
    *,
    people: People,
    themes: dict[str, Theme],
    stored: list[FieldFile],
) -> dict[str, FilmPage]:
    """Return the films by slug. `folder` holds their files. What is stored of them is added to `stored`."""
    loaded = {}
    for row in films:
        page = FilmPage(
            title=row["titre"],
            slug=row["slug"],
            summary=row["synopsis"],
            kind=KIND[row["type"]],
            date=row["date"],
            duration=row["duree_secondes"],
            chapters=stream(
                FilmPage,
                "chapters",
                [
                    ("chapter", {"start": int(seconds(chapter["debut"])), "title": chapter["titre"]})
                    for chapter in row["chapitres"]
                ],
            ),
        )
        page.themes = [themes[slug] for slug in row["themes"]]
        for field, ending in FILES.items():
            source = folder / f"{row['slug']}.{ending}"
            file = getattr(page, field)
            with source.open("rb") as content:
                file.save(source.name, File(content), save=False)
            stored.append(file)
        add_page(page, parent=index, editor=people.editor, on=moment(row["date"]))
        loaded[row["slug"]] = page
    return loaded


def seconds(timecode: str) -> float:
    """Return the seconds of a timecode such as 00:01:02.345."""
    hours, minutes, rest = timecode.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)
