"""Every screen of the administration that deletes, found in the addresses, and what may refuse it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CASCADE, DO_NOTHING, PROTECT, RESTRICT, ForeignKey, Model
from django.db.models.deletion import get_candidate_relations_to_delete
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Page

# Addresses with “delete” in their name that delete no object in use: an upload under way.
UPLOADS = {"wagtaildocs:delete_upload_multiple", "wagtailimages:delete_upload_multiple"}


def screens() -> dict[str, type[Model]]:
    """The model that each address deletes, by name of address; pages have one for all types."""
    return {name: _model_of(name, pattern) for name, pattern in _addresses() if name not in UPLOADS}


def bulk_models() -> set[type[Model]]:
    """Models with a bulk deletion."""
    bulk_action_registry._scan_for_bulk_actions()
    return {
        model
        for app in bulk_action_registry.actions.values()
        for actions in app.values()
        for kind, action in actions.items()
        if kind == "delete"
        for model in action.models
    }


def single(obj: Model) -> str:
    """The address that deletes this object."""
    if isinstance(obj, Page):
        return reverse("wagtailadmin_pages:delete", args=[obj.pk])
    names = [name for name, model in screens().items() if model is type(obj)]
    return reverse(names[0], args=[obj.pk])


def bulk(*objects: Model) -> str | None:
    """The address that deletes these objects together, if there is one."""
    model = Page if isinstance(objects[0], Page) else type(objects[0])
    if model not in bulk_models():
        return None
    ids = "&".join(f"id={obj.pk}" for obj in objects)
    names = [model._meta.app_label, model._meta.model_name, "delete"]
    return f"{reverse('wagtail_bulk_action', args=names)}?{ids}"


def refusing(model: type[Model]) -> set[str]:
    """The foreign keys that may keep a row of `model`, or what goes with it, from being deleted."""
    found: set[str] = set()
    waiting, seen = [model], {model}
    while waiting:
        for relation in get_candidate_relations_to_delete(waiting.pop()._meta):
            key, holder = relation.field, relation.related_model
            on_delete = key.remote_field.on_delete
            if on_delete in (PROTECT, RESTRICT) or (on_delete is DO_NOTHING and key.db_constraint):
                found.add(f"{key.model._meta.label}.{key.name}")
            elif on_delete is CASCADE and holder not in seen:
                seen.add(holder)
                waiting.append(holder)
    return found


def keys_of(model: type[Model]) -> list[ForeignKey]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def _addresses() -> Iterator[tuple[str, URLPattern]]:
    def walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from walk(pattern, inner)
            elif "delete" in (pattern.name or ""):
                yield f"{namespace}{pattern.name}", pattern

    return (
        found for found in walk(get_resolver(), "") if not found[0].startswith(("comments:", "volunteering:"))
    )


def _model_of(name: str, pattern: URLPattern) -> type[Model]:
    if name == "wagtailadmin_pages:delete":
        return Page
    view: Any = pattern.callback
    if hasattr(view.view_class, "get_model"):  # several uploads at once
        return view.view_class().get_model()
    model: type[Model] = view.view_initkwargs.get("model") or view.view_class.model
    return model
