"""Tags as readers understand them: two names that fold alike are one tag."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from taggit.managers import _TaggableManager
from taggit.models import TagBase
from wagtail.admin.views import tags as tag_views

from .text import fold, sort_key

NAMES_SHOWN = 10  # under a field of tags


def known_tags(tags: QuerySet[TagBase]) -> dict[str, TagBase]:
    """Return the tags by their folded names. Of two that fold alike, return the older."""
    return {fold(tag.name): tag for tag in tags.order_by("-pk")}


def install() -> None:
    """Make tagged objects reuse an existing tag instead of creating one that looks the same.

    Wagtail's view is replaced before its addresses are read, so that its guards stay.
    """
    tag_views.autocomplete = autocomplete
    _TaggableManager._to_tag_model_instances = _taking_known(_TaggableManager._to_tag_model_instances)


def _taking_known(make: Callable[..., list[TagBase]]) -> Callable[..., list[TagBase]]:
    def instances(manager: Any, tags: Iterable[TagBase | str], tag_kwargs: dict[str, Any]) -> list[TagBase]:
        known: dict[str, TagBase | str] = {}
        if any(isinstance(tag, str) for tag in tags):
            known |= known_tags(manager.through.tag_model()._default_manager.filter(**tag_kwargs))
        chosen = [known.setdefault(fold(tag), tag) if isinstance(tag, str) else tag for tag in tags]
        return make(manager, chosen, tag_kwargs)

    return instances


def autocomplete(request: HttpRequest, app_name: str = "taggit", model_name: str = "tag") -> JsonResponse:
    """Return Wagtail's list under a field of tags, ignoring accents in tags and typed text."""
    try:
        model = apps.get_model(app_name, model_name)
    except LookupError as error:
        raise Http404 from error
    if not issubclass(model, TagBase):
        raise Http404
    typed = fold(request.GET.get("term", ""))
    names = model._default_manager.values_list("name", flat=True) if typed else ()
    found = sorted((name for name in names if fold(name).startswith(typed)), key=sort_key)
    return JsonResponse(found[:NAMES_SHOWN], safe=False)
