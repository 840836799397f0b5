"""`{% fragment "name" values… %}…{% endfragment %}`: a part of a page that is kept for all its readers.

It is rendered each time if one of the values is None, and in previews. The `{% csrf_token %}` of
a form inside is written for each reader when the part is shown.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from ..content import FORM_TOKENS, kept
from ..lists import kept_list

register = template.Library()

# Who reads is not known inside: a part that shows it by mistake shows nothing.
NOBODY = {"user": None, "perms": None, "csrf_token": None, "form_tokens": FORM_TOKENS, "messages": ()}


class FragmentNode(Node):
    """Show what is kept, or render what stands inside and keep it."""

    def __init__(
        self, name: str, varies: list[FilterExpression], inside: NodeList, form_tokens: Node
    ) -> None:
        self.name, self.varies, self.inside, self.form_tokens = name, varies, inside, form_tokens

    def render(self, context: Context) -> SafeString:
        def make() -> str:
            with context.push(**NOBODY):
                return str(self.inside.render(context))

        request: Any = context["request"]
        varies = [each.resolve(context) for each in self.varies]
        part = make() if None in varies else kept(request, self.name, *map(str, varies), make=make)
        if FORM_TOKENS in part:
            part = part.replace(FORM_TOKENS, self.form_tokens.render(context))
        return SafeString(part)


@register.tag
def fragment(parser: Parser, token: Token) -> FragmentNode:
    """Parse the tag. Its values are what the part depends on besides the content of the portal."""
    _tag, name, *varies = token.split_contents()
    inside = parser.parse(("endfragment",))
    parser.delete_first_token()
    form_tokens = parser.tags["csrf_token"](parser, token)
    return FragmentNode(
        name.strip("\"'"), [parser.compile_filter(each) for each in varies], inside, form_tokens
    )


@register.simple_tag(name="kept_list")
def kept_list_tag(template_name: str, rows: Iterable[Any]) -> SafeString:
    """Show a list by its template: see `lists.kept_list`."""
    return kept_list(template_name, list(rows))
