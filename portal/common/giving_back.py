"""A form whose page vanished or was closed while it was being filled in gives back what was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import reselect, reswap, retarget
from django_htmx.middleware import HtmxDetails

from .text import has_something_to_read

View = Callable[..., HttpResponse]


class HtmxRequest(HttpRequest):
    """A request that went through django-htmx's middleware."""

    htmx: HtmxDetails


def gives_text_back(*fields: str) -> Callable[[View], View]:
    """Answer a form that leads to nothing any more with its texts, these fields, to be copied."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HtmxRequest, **parameters: Any) -> HttpResponse:
            try:
                return view(request, **parameters)
            except (Http404, PermissionDenied) as refusal:
                sent = [request.POST.get(field, "").strip() for field in fields]
                texts = [text for text in sent if has_something_to_read(text)]
                if request.method != "POST" or not texts:
                    raise
                status = 403 if isinstance(refusal, PermissionDenied) else 404
            template = "vanished.html"
            if request.htmx:  # htmx shows no answer that says 404
                response = render(request, template, {"texts": texts})
                return reswap(reselect(retarget(response, "main"), "main"), "outerHTML")
            return render(request, template, {"texts": texts}, status=status)

        return answer

    return decorate
