"""The text of a comment as HTML: line breaks, links and mentions, nothing else."""

import re
from collections.abc import Collection

from django.utils.html import Urlizer, escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

from portal.common.text import fold

from .mentions import spellings

# Most comments hold no link, and looking for one word by word takes longer than all the rest.
_MAY_HOLD_A_LINK = re.compile(r"://|@|\w\.\w")


class _CommentUrlizer(Urlizer):
    url_template = '<a href="{href}" rel="nofollow noopener">{url}</a>'


_urlize = _CommentUrlizer()


def comment_html(text: str, mentioned: Collection[str] = ()) -> SafeString:
    """Return escaped paragraphs with links on addresses and marks on mentioned names."""
    escaped = _urlize(text, autoescape=True) if _MAY_HOLD_A_LINK.search(text) else escape(text)
    if mentioned:
        longest_first = sorted(spellings(text, set(map(fold, mentioned))), key=len, reverse=True)
        names = "|".join(re.escape(escape(name)) for name in longest_first)
        escaped = re.sub(rf"@(?:{names})(?!\w)", r'<strong class="mention">\g<0></strong>', escaped)
    return mark_safe(linebreaks(escaped))  # noqa: S308 (escaped above)
