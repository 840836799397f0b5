"""The articles of comments, kept for all who see the same.

Most of a long page is its comments, and most readers see each of them in the same state. An article is made
again when its state differs: another text, another reaction, another right of the reader.
"""

from collections.abc import Iterable

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from wagtail.models import Page

from portal.fragments.content import kept_each

from .addresses import AFTER_PARAMETER, FOCUS_PARAMETER, REPLY_PARAMETER, query_string
from .enums import CommentOrder
from .lines import Line
from .rows import CommentRow

TEMPLATE = "comments/includes/comment.html"
REST_TEMPLATE = "comments/includes/more_answers.html"


def write_articles(lines: Iterable[Line], *, order: CommentOrder, kind: str) -> None:
    """Give each of these comments its article. Its links keep the order and the kind of the list.

    The template knows neither the request nor the reader: an article holds nothing but its state.
    """
    lines = list(lines)
    template = get_template(TEMPLATE).template  # type: ignore[attr-defined]
    reply_query = query_string(order, kind, {REPLY_PARAMETER: ""})
    context = Context({"reply_query": reply_query, "agent_view": settings.AGENT_VIEW})

    def article(line: Line) -> str:
        with context.push(line=CommentRow(line.state)):
            return without_indents(template.render(context))

    with context.bind_template(template):
        states = [f"{line.state!r} {reply_query}" for line in lines]
        articles = kept_each("comment", states, make=lambda number: article(lines[number]))
    for line, html in zip(lines, articles, strict=True):
        line.article = html


def write_rests(lines: Iterable[Line], page: Page, *, order: CommentOrder, kind: str) -> None:
    """Write, after each line where answers remain, the link to these. It ends the list that it is in."""
    template = get_template(REST_TEMPLATE)
    for line in lines:
        if line.remaining:
            parameters: dict[str, object] = {
                FOCUS_PARAMETER: line.remaining.thread,
                AFTER_PARAMETER: line.remaining.after,
            }
            query = query_string(order, kind, parameters)
            rest = template.render({"page_pk": str(page.pk), "query": query, "remaining": line.remaining})
            line.after += without_indents(rest) + line.closing


def without_indents(html: str) -> str:
    """Return the lines that are not blank, without indents. What agents write is on one line (`text`)."""
    return "\n".join(line for line in (line.strip(" ") for line in html.split("\n")) if line)
