"""The articles of comments, kept for all who see the same.

Most of a long page is its comments, and most readers see each of them in the same state. An article is made
again when its state differs: another text, another reaction, another right of the reader.
"""

from collections.abc import Iterable

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

from portal.fragments.content import kept_each

from .lines import CommentRow

TEMPLATE = "comments/includes/comment.html"


def write_articles(lines: Iterable[CommentRow], *, reply_query: str) -> None:
    """Give each of these comments its article. `reply_query` is the query string of a reply, without key.

    The template knows neither the request nor the reader: an article holds nothing but its state.
    """
    lines = list(lines)
    template = get_template(TEMPLATE).template  # type: ignore[attr-defined]
    context = Context({"reply_query": reply_query, "agent_view": settings.AGENT_VIEW})

    def article(line: CommentRow) -> str:
        with context.push(line=line):
            return str(template.render(context))

    with context.bind_template(template):
        states = [f"{line.state!r} {reply_query}" for line in lines]
        articles = kept_each("comment", states, make=lambda number: article(lines[number]))
    for line, html in zip(lines, articles, strict=True):
        line.article = SafeString(html)
