"""From pages, themes and files of the portal to the documents that the engines index. Live pages only."""

import html
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.fields import StreamField
from wagtail.models import Page

from portal.common.text import slug
from portal.media.models import CustomDocument
from projects.comments.models import Comment
from projects.groups.models import WorkingGroupPage
from projects.models import ActionPage, ProjectPage, Theme
from projects.newsletters.models import NewsletterPage
from projects.proposals.models import ProposalPage
from search.engines.highlight import sentences
from search.enums import Kind
from search.index.doc import Cue, SearchDoc
from search.index.files.text import pages_of
from videos.captions import CaptionsError, read
from videos.captions import sentences as said_sentences
from videos.models import FilmPage

logger = logging.getLogger(__name__)

# Completes the document that every page has with what its type adds.
Builder = Callable[[Any, SearchDoc], SearchDoc]

_pages: dict[type[Page], Builder] = {}  # of apps above search

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
    for model, builder in _builders().items():
        for page in _live(model).order_by("path").iterator(chunk_size=200):
            yield builder(page, _document(page, version))
    for theme in _themes():
        yield _theme(theme, version)
    for document in _files().iterator(chunk_size=50):
        yield _file(document, version)


def build(keys: Iterable[str], version: int) -> Iterator[SearchDoc]:
    """Yield the documents of *keys*, without those that no longer exist or are not live."""
    wanted: dict[str, list[int]] = {"page": [], "theme": [], "document": []}
    for key in keys:
        name, _, number = key.partition(":")
        wanted[name].append(int(number))
    if wanted["page"]:
        for model, builder in _builders().items():
            for page in _live(model).filter(pk__in=wanted["page"]):
                yield builder(page, _document(page, version))
    if wanted["theme"]:
        for theme in _themes().filter(pk__in=wanted["theme"]):
            yield _theme(theme, version)
    if wanted["document"]:
        for document in _files().filter(pk__in=wanted["document"]):
            yield _file(document, version)


def _builders() -> dict[type[Page], Builder]:
    return {
        ActionPage: _action,
        FilmPage: _film,
        NewsletterPage: _letter,
        WorkingGroupPage: _group,
        ProposalPage: _proposal,
        ProjectPage: _project,
        **_pages,
    }


def register_page(model: type[Page]) -> None:
    """Make the pages of an app above search findable, by their summary and body."""
    _pages[model] = _page


def _live(model: type[Page]) -> Any:
    """Return the live pages of a type, each with the number of comments that readers see."""
    comments = Comment.objects.published().filter(page=OuterRef("pk")).order_by().values("page")
    counted = Subquery(comments.annotate(count=Count("pk")).values("count"))
    return model.objects.live().annotate(comment_count=Coalesce(counted, 0))


def _document(page: Any, version: int) -> SearchDoc:
    """Return what the index holds of a page of any type."""
    return SearchDoc(
        key=page_key(page.pk),
        version=version,
        path=page.path,
        kind=Kind.PAGE,
        title=page.title,
        summary=page.summary,
        comments=page.comment_count,
    )


def _files() -> Any:
    return CustomDocument.objects.select_related("collection").prefetch_related("tags").order_by("pk")


def _themes() -> Any:
    return Theme.objects.filter(axis__project__live=True).select_related("axis__project")


def _action(action: ActionPage, doc: SearchDoc) -> SearchDoc:
    themes = [action.theme, *action.other_themes.all()]
    service = action.lead_service
    return replace(
        doc,
        kind=Kind.ACTION,
        number=action.number,
        body=_lines(
            *stream_text(action.body),
            rich_text(action.expected_results),
            *(milestone.value["label"] for milestone in action.milestones),
            action.volunteers_for,
        ),
        names=(
            *(tag.name for tag in action.tags.all()),
            *(theme.title for theme in themes),
            action.theme.axis.title,
            *((service.name, service.acronym) if service else ()),
        ),
        facets={
            "theme": tuple(theme.slug for theme in themes),
            "axis": (action.theme.axis.slug,),
            "organisation": tuple(organisation.slug for organisation in action.organisations.all()),
            "status": (action.status,),
            "priority": ("1",) if action.priority else (),
            "tag": tuple(slug(tag.name) for tag in action.tags.all()),
            **_year(action.start),
        },
        date=action.start,
        links=_links(_primary_keys(action.related_actions), _primary_keys(action.films)),
    )


def _film(film: FilmPage, doc: SearchDoc) -> SearchDoc:
    themes = list(film.themes.select_related("axis"))
    return replace(
        doc,
        kind=Kind.FILM,
        body=_lines(*(chapter.value["title"] for chapter in film.chapters)),
        names=tuple(theme.title for theme in themes),
        cues=_cues(film),
        facets={
            "theme": tuple(theme.slug for theme in themes),
            "axis": tuple(dict.fromkeys(theme.axis.slug for theme in themes)),
            **_year(film.date),
        },
        date=film.date,
    )


def _cues(film: FilmPage) -> tuple[Cue, ...]:
    if not film.captions:
        return ()
    try:
        return tuple(Cue(said.start, said.text) for said in said_sentences(read(film.captions)))
    except (CaptionsError, OSError) as error:
        logger.warning("The captions of film %s are not searchable: %s", film.pk, error)
        return ()


def _letter(letter: NewsletterPage, doc: SearchDoc) -> SearchDoc:
    return replace(
        doc,
        kind=Kind.LETTER,
        number=letter.number,
        body=_lines(rich_text(letter.editorial), *stream_text(letter.body)),
        facets=_year(letter.date),
        date=letter.date,
        links=_links(*(_named(block) for block in letter.body)),
    )


def _group(group: WorkingGroupPage, doc: SearchDoc) -> SearchDoc:
    service = group.lead_service
    return replace(
        doc,
        kind=Kind.GROUP,
        number=group.number,
        body=_lines(group.mission, group.rhythm, *stream_text(group.body)),
        names=(service.name, service.acronym) if service else (),
    )


def _proposal(proposal: ProposalPage, doc: SearchDoc) -> SearchDoc:
    answers = proposal.answers.order_by("given_at", "pk")
    day = timezone.localdate(proposal.created_at)
    return replace(
        doc,
        kind=Kind.PROPOSAL,
        summary=proposal.why,
        body=_lines(*(f"{answer.get_outcome_display()}. {answer.reason}" for answer in answers)),
        names=(proposal.theme.title,),
        facets={
            "theme": (proposal.theme.slug,),
            "axis": (proposal.theme.axis.slug,),
            **_year(day),
        },
        date=day,
    )


def _project(project: ProjectPage, doc: SearchDoc) -> SearchDoc:
    return replace(
        doc,
        body=_lines(project.subtitle, project.hook, *stream_text(project.body)),
    )


def _page(page: Any, doc: SearchDoc) -> SearchDoc:
    return replace(
        doc,
        body=_lines(*stream_text(page.body)),
    )


def _theme(theme: Theme, version: int) -> SearchDoc:
    return SearchDoc(
        key=theme_key(theme.pk),
        version=version,
        path=theme.axis.project.path,
        kind=Kind.THEME,
        title=theme.title,
        summary=theme.description,
        names=(theme.axis.title,),
        facets={"theme": (theme.slug,), "axis": (theme.axis.slug,)},
    )


def _file(document: CustomDocument, version: int) -> SearchDoc:
    pages = pages_of(document)
    paged = document.file.name.lower().endswith(".pdf")
    day = timezone.localdate(document.created_at)
    return SearchDoc(
        key=file_key(document.pk),
        version=version,
        path=collection_path(document.collection_id),
        kind=Kind.DOCUMENT,
        title=document.title,
        body="" if paged else _lines(*pages),
        names=tuple(tag.name for tag in document.tags.all()),
        cues=tuple(_page_sentences(pages)) if paged else (),
        facets={"tag": tuple(slug(tag.name) for tag in document.tags.all()), **_year(day)},
        date=day,
    )


def _page_sentences(pages: Iterable[str]) -> Iterator[Cue]:
    """Yield the sentences of a PDF with the page of each. Its lines end where the paper does."""
    for number, page in enumerate(pages, start=1):
        whole = re.sub(r"(?<=\w)[-‐\u00ad]\n(?=\w)", "", page)
        for paragraph in re.split(r"\n\s*\n", whole):
            for passage in sentences(" ".join(paragraph.split())):
                yield Cue(number, passage.text)


def _links(*several: Iterable[int]) -> tuple[str, ...]:
    return tuple(sorted({page_key(pk) for keys in several for pk in keys}))


def _primary_keys(pages: Any) -> Iterable[int]:
    """Return the primary keys of related pages, without loading what each of them names."""
    return pages.values_list("pk", flat=True)


def _named(block: Any) -> list[int]:
    """Return the primary keys of the actions and of the film that a block of a letter names."""
    if block.block_type == "section":
        pages = block.value["actions"]
    else:
        pages = [block.value["film"]] if block.block_type == "film" else []
    return [page.pk for page in pages if page]


def _year(day: date | None) -> dict[str, tuple[str, ...]]:
    return {"year": (str(day.year),)} if day else {}


def rich_text(source: str) -> str:
    """Return the plain text of rich text, one line per paragraph, heading or list item."""
    return html.unescape(strip_tags(_BLOCK_END.sub("\n", source)))


def stream_text(value: Any) -> list[str]:
    """Return the texts that readers see in the blocks of a StreamField."""
    field: StreamField = value.stream_block
    return [str(text) for text in field.get_searchable_content(value)]


def _lines(*texts: str) -> str:
    lines = (line.strip() for text in texts for line in text.splitlines())
    return "\n".join(filter(None, lines))
