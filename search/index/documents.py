"""From pages, themes and files of the portal to the documents that the engines index. Live pages only."""

import html
import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.blocks import StreamValue
from wagtail.models import Page

from portal.common.text import slug
from portal.media.models import CustomDocument
from projects.comments.models import Comment
from projects.groups.models import WorkingGroupPage
from projects.models import ActionPage, ProjectPage, Theme
from projects.newsletters.models import NewsletterPage
from projects.proposals.enums import ProposalOutcome
from projects.proposals.models import ProposalPage
from search.engines.highlight import sentences
from search.enums import Kind
from search.index.doc import Cue, SearchDoc
from search.index.files.text import pages_of
from search.index.rows import Row, Source, digest
from videos.captions import CaptionsError, read
from videos.captions import sentences as said_sentences
from videos.models import FilmPage

logger = logging.getLogger(__name__)

_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|blockquote)>|<br/?>|<hr/?>")


def page_key(page_id: int) -> str:
    """Return the key of a page in the index."""
    return f"page:{page_id}"


def theme_key(theme_id: int) -> str:
    """Return the key of a theme in the index."""
    return f"theme:{theme_id}"


def file_key(document_id: int) -> str:
    """Return the key of an uploaded file in the index."""
    return f"document:{document_id}"


def collection_path(collection_id: int) -> str:
    """Return the place of an uploaded file, by which reading rights are decided.

    It names the collection alone, not those above it: a collection that moves, and the sisters that make room
    for it, change no document. `search.access` names every collection that is denied.
    """
    return f"c{collection_id:08X}"


def build_all(version: int) -> Iterator[SearchDoc]:
    """Yield everything that can be found."""
    for source in _sources():
        for row in source.read():
            yield source.document(row, version)


def build(keys: Iterable[str], version: int) -> Iterator[SearchDoc]:
    """Yield the documents of *keys*, without those that no longer exist or are not live."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        name, _, number = key.partition(":")
        wanted[name].append(int(number))
    types = set(Page.objects.filter(pk__in=wanted["page"]).values_list("content_type", flat=True))
    pages = {model: make for model, make in _pages.items() if _content_type(model) in types}
    for name, sources in (("page", pages.values()), ("theme", [_THEMES]), ("document", [_FILES])):
        for source in sources if wanted[name] else ():
            for row in source.read(wanted[name]):
                yield source.document(row, version)


def digests() -> Iterator[tuple[str, str]]:
    """Yield the key and the digest of everything that can be found, as its document would have it."""
    for source in _sources():
        for row in source.read():
            yield source.key(row["pk"]), digest(row)


def _sources() -> Iterable[Source]:
    return (*_pages.values(), _THEMES, _FILES)


def _content_type(model: type[Page]) -> int:
    return int(ContentType.objects.get_for_model(model).pk)


def register_page(model: type[Page]) -> None:
    """Make the pages of an app above search findable, by their summary and body."""
    _pages[model] = _of_pages(model, _page, reads=("body",))


def _of_pages(
    model: type[Page],
    make: Callable[[Row, SearchDoc], SearchDoc],
    reads: tuple[str, ...],
    lists: Mapping[str, tuple[str, ...]] | None = None,
) -> Source:
    """Return the source of the live pages of a type."""
    return Source(
        rows=partial(_live, model),
        key=page_key,
        make=make,
        reads=("path", "title", "summary", "comments", *reads),
        lists=lists or {},
    )


def _live(model: type[Page]) -> Any:
    """Return the live pages of a type, each with the number of comments that readers see."""
    comments = Comment.objects.published().filter(page=OuterRef("pk")).order_by().values("page")
    counted = Subquery(comments.annotate(count=Count("pk")).values("count"))
    return model._base_manager.filter(live=True).annotate(comments=Coalesce(counted, 0))


def _themes() -> Any:
    return Theme.objects.filter(axis__project__live=True)


def _files() -> Any:
    return CustomDocument.objects.all()


def _action(row: Row, doc: SearchDoc) -> SearchDoc:
    themes = [[row["theme__slug"], row["theme__title"]], *row["other_themes"]]
    tags = [name for [name] in row["tags"]]
    return replace(
        doc,
        kind=Kind.ACTION,
        number=row["number"],
        body=_lines(
            *stream_text(row["body"]),
            rich_text(row["expected_results"]),
            *_values(row["milestones"], "label"),
            row["volunteers_for"],
        ),
        names=(
            *tags,
            *(title for _slug, title in themes),
            row["theme__axis__title"],
            *_service(row),
        ),
        facets={
            "theme": tuple(slug for slug, _title in themes),
            "axis": (row["theme__axis__slug"],),
            "organisation": tuple(slug for [slug] in row["organisations"]),
            "status": (row["status"],),
            "priority": ("1",) if row["priority"] else (),
            "tag": tuple(slug(tag) for tag in tags),
            **_year(row["start"]),
        },
        date=row["start"],
        links=_links(pk for [pk] in (*row["related_actions"], *row["films"])),
    )


def _film(row: Row, doc: SearchDoc) -> SearchDoc:
    cues = _cues(row["pk"], row["captions"])
    return replace(
        doc,
        kind=Kind.FILM,
        body=_lines(*_values(row["chapters"], "title")),
        names=tuple(title for _slug, title, _axis in row["themes"]),
        cues=cues or (),
        facets={
            "theme": tuple(slug for slug, _title, _axis in row["themes"]),
            "axis": tuple(dict.fromkeys(axis for _slug, _title, axis in row["themes"])),
            **_year(row["date"]),
        },
        date=row["date"],
        digest="" if cues is None else doc.digest,
    )


def _cues(film: int, captions: str) -> tuple[Cue, ...] | None:
    """Return what a film says, or None if its captions cannot be read now."""
    if not captions:
        return ()
    try:
        file = FilmPage(captions=captions).captions
        return tuple(Cue(said.start, said.text) for said in said_sentences(read(file)))
    except (CaptionsError, OSError) as error:
        logger.warning("The captions of film %s are not searchable: %s", film, error)
        is_lost = isinstance(error.__cause__ or error, OSError)
        return None if is_lost else ()


def _letter(row: Row, doc: SearchDoc) -> SearchDoc:
    return replace(
        doc,
        kind=Kind.LETTER,
        number=row["number"],
        body=_lines(rich_text(row["editorial"]), *stream_text(row["body"])),
        facets=_year(row["date"]),
        date=row["date"],
        links=_links(pk for block in row["body"].raw_data for pk in _named(block)),
    )


def _group(row: Row, doc: SearchDoc) -> SearchDoc:
    return replace(
        doc,
        kind=Kind.GROUP,
        number=row["number"],
        body=_lines(row["mission"], row["rhythm"], *stream_text(row["body"])),
        names=_service(row),
    )


def _proposal(row: Row, doc: SearchDoc) -> SearchDoc:
    day = timezone.localdate(row["created_at"])
    answers = (f"{ProposalOutcome(outcome).label}. {reason}" for _at, outcome, reason in row["answers"])
    return replace(
        doc,
        kind=Kind.PROPOSAL,
        summary=row["why"],
        body=_lines(*answers),
        names=(row["theme__title"],),
        facets={"theme": (row["theme__slug"],), "axis": (row["theme__axis__slug"],), **_year(day)},
        date=day,
    )


def _project(row: Row, doc: SearchDoc) -> SearchDoc:
    body = _lines(row["subtitle"], row["hook"], *stream_text(row["body"]))
    return replace(doc, kind=Kind.PAGE, body=body)


def _page(row: Row, doc: SearchDoc) -> SearchDoc:
    return replace(doc, kind=Kind.PAGE, body=_lines(*stream_text(row["body"])))


def _theme(row: Row, doc: SearchDoc) -> SearchDoc:
    return replace(
        doc,
        path=row["axis__project__path"],
        kind=Kind.THEME,
        summary=row["description"],
        names=(row["axis__title"],),
        facets={"theme": (row["slug"],), "axis": (row["axis__slug"],)},
    )


def _file(row: Row, doc: SearchDoc) -> SearchDoc:
    document = CustomDocument(pk=row["pk"], file=row["file"], file_hash=row["file_hash"])
    pages = pages_of(document)
    paged = document.file.name.lower().endswith(".pdf")
    day = timezone.localdate(row["created_at"])
    tags = tuple(name for [name] in row["tags"])
    return replace(
        doc,
        path=collection_path(row["collection_id"]),
        kind=Kind.DOCUMENT,
        body="" if paged else _lines(*pages),
        names=tags,
        cues=tuple(_page_sentences(pages)) if paged else (),
        facets={"tag": tuple(map(slug, tags)), **_year(day)},
        date=day,
    )


_THEME = ("theme__slug", "theme__title", "theme__axis__slug", "theme__axis__title")
_SERVICE = ("lead_service__name", "lead_service__acronym")

_pages: dict[type[Page], Source] = {
    ActionPage: _of_pages(
        ActionPage,
        _action,
        reads=(
            "number", "body", "expected_results", "milestones", "volunteers_for", "status", "priority",
            "start", *_THEME, *_SERVICE,
        ),
        lists={
            "tags": ("tags__name",),
            "other_themes": ("other_themes__slug", "other_themes__title"),
            "organisations": ("organisations__slug",),
            "related_actions": ("related_actions",),
            "films": ("films",),
        },
    ),
    FilmPage: _of_pages(
        FilmPage,
        _film,
        reads=("captions", "chapters", "date"),
        lists={"themes": ("themes__slug", "themes__title", "themes__axis__slug")},
    ),
    NewsletterPage: _of_pages(NewsletterPage, _letter, reads=("number", "editorial", "body", "date")),
    WorkingGroupPage: _of_pages(
        WorkingGroupPage, _group, reads=("number", "mission", "rhythm", "body", *_SERVICE)
    ),
    ProposalPage: _of_pages(
        ProposalPage,
        _proposal,
        reads=("why", "created_at", *_THEME),
        lists={"answers": ("answers__given_at", "answers__outcome", "answers__reason")},
    ),
    ProjectPage: _of_pages(ProjectPage, _project, reads=("subtitle", "hook", "body")),
}  # fmt: skip
_THEMES = Source(
    _themes,
    theme_key,
    _theme,
    reads=("title", "slug", "description", "axis__slug", "axis__title", "axis__project__path"),
)
_FILES = Source(
    _files,
    file_key,
    _file,
    reads=("title", "file", "file_hash", "collection_id", "created_at"),
    lists={"tags": ("tags__name",)},
)


def _service(row: Row) -> tuple[str, ...]:
    name = row["lead_service__name"]
    return () if name is None else (name, row["lead_service__acronym"])


def _values(blocks: StreamValue, name: str) -> Iterator[str]:
    """Yield one value of each block of a list of them."""
    return (block["value"][name] for block in blocks.raw_data)


def _page_sentences(pages: Iterable[str]) -> Iterator[Cue]:
    """Yield the sentences of a PDF with the page of each. Its lines end where the paper does."""
    for number, page in enumerate(pages, start=1):
        whole = re.sub(r"(?<=\w)[-‐\u00ad]\n(?=\w)", "", page)
        for paragraph in re.split(r"\n\s*\n", whole):
            for passage in sentences(" ".join(paragraph.split())):
                yield Cue(number, passage.text)


def _links(keys: Iterable[int]) -> tuple[str, ...]:
    return tuple(sorted({page_key(pk) for pk in keys}))


def _named(block: Mapping[str, Any]) -> Iterator[int]:
    """Yield the primary keys of the actions and of the film that a stored block of a letter names."""
    if block["type"] == "section":
        yield from (each["value"] for each in block["value"]["actions"] if each["value"])
    elif block["type"] == "film" and block["value"]["film"]:
        yield block["value"]["film"]


def _year(day: date | None) -> dict[str, tuple[str, ...]]:
    return {"year": (str(day.year),)} if day else {}


def rich_text(source: str) -> str:
    """Return the plain text of rich text, one line per paragraph, heading or list item."""
    return html.unescape(strip_tags(_BLOCK_END.sub("\n", source)))


def stream_text(value: StreamValue) -> list[str]:
    """Return the texts that readers see in the blocks of a StreamField."""
    return [str(text) for text in value.stream_block.get_searchable_content(value)]


def _lines(*texts: str) -> str:
    lines = (line.strip() for text in texts for line in text.splitlines())
    return "\n".join(filter(None, lines))
