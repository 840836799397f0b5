"""Helpers for views with forms."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from portal.accounts.requests import AgentRequest
from portal.common.errors import RefusalError
from portal.common.forms import OnceForm

takes_a_form = require_http_methods(["GET", "HEAD", "POST"])


@contextmanager
def refusals_in(form: forms.BaseForm, field: str | None = None) -> Iterator[None]:
    """Show in a form why the operation of this block was refused. What follows it in the block is skipped."""
    try:
        yield
    except RefusalError as refusal:
        if isinstance(form, OnceForm):
            form.refuse(refusal)
        else:
            form.add_error(field, str(refusal))


def show_anew(request: AgentRequest, address: str) -> HttpResponse:
    """Return the page with its messages.

    htmx would put the target of a redirect inside the part of the page that asked.
    """
    return HttpResponseClientRefresh() if request.htmx else redirect(address)
