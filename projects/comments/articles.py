"""The articles of comments, kept for all who see the same.

Most of a long page is its comments, and most readers see each of them in the same state. An article is made
again when its state differs: another text, another reaction, another right of the reader.
"""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.template import RequestContext
from django.template.loader import get_template
from django.utils.safestring import SafeString

from portal.fragments.content import kept_each

from .lines import CommentRow

TEMPLATE = "comments/includes/comment.html"


def write_articles(
    lines: Iterable[CommentRow], request: HttpRequest, *, focused: str, reply_query: str
) -> None:
    """Give each of these comments its article. `focused` is the key of the one that takes the focus."""
    lines = list(lines)
    template = get_template(TEMPLATE).template  # type: ignore[attr-defined]
    context = RequestContext(request, {"reply_query": reply_query, "agent_view": settings.AGENT_VIEW})

    def article(line: CommentRow) -> str:
        with context.push(line=line, is_focused=line.pk == focused):
            return str(template.render(context))

    with context.bind_template(template):
        states = [f"{line.state!r} {line.pk == focused} {reply_query}" for line in lines]
        articles = kept_each("comment", states, make=lambda number: article(lines[number]))
    for line, html in zip(lines, articles, strict=True):
        line.article = SafeString(html)
