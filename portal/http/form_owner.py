"""The account for which a form was shown: every form carries it, beside the CSRF token.

The tag below replaces Django's `csrf_token` in every template, including those of Wagtail
(`TEMPLATES["OPTIONS"]["builtins"]`), so that no form has to be named.
"""

import datetime

from django import template
from django.core import signing
from django.http import HttpRequest
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

OWNER_FIELD = "_owner"
# A form may stay open over a long weekend.
VALID_FOR = datetime.timedelta(days=7)

_signer = signing.TimestampSigner(salt="portal.http.form-owner")

register = template.Library()


def sign_owner(pk: int) -> str:
    """Return a token saying that a form was shown to the account of this key."""
    return _signer.sign(str(pk))


def owner_of(request: HttpRequest) -> int | None:
    """Return the key of the account to which the form of this request was shown, or None."""
    try:
        return int(_signer.unsign(request.POST.get(OWNER_FIELD, ""), max_age=VALID_FOR))
    except signing.BadSignature:
        return None


class FormTokensNode(CsrfTokenNode):
    """The hidden fields that every form carries."""

    def render(self, context: Context) -> SafeString:
        if form_tokens := context.get("form_tokens"):  # portal.fragments writes the fields later
            return SafeString(form_tokens)
        token = SafeString(super().render(context))
        user = getattr(context.get("request"), "user", None)
        if not token or user is None or not user.is_authenticated:
            return token
        request = context["request"]
        if not hasattr(request, "form_owner"):  # signed once for all the forms of a page
            owner = sign_owner(user.pk)
            request.form_owner = format_html('<input type="hidden" name="{}" value="{}">', OWNER_FIELD, owner)
        return SafeString(token + request.form_owner)


@register.tag("csrf_token")
def form_tokens(parser: Parser, token: Token) -> FormTokensNode:
    """Write the hidden fields that every form carries."""
    return FormTokensNode()
