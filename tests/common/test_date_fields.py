"""Every field for a date or a time, in every form: what it reads, what it keeps, what it says."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

import django_filters
import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import get_resolver
from django.utils import timezone, translation
from django_filters.fields import RangeField
from wagtail.admin.viewsets import viewsets
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput
from wagtail.blocks import BaseStructBlock, Block, FieldBlock, ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.fields import StreamField
from wagtail.models import get_page_models

TEMPORAL = (forms.DateField, forms.TimeField, forms.DateTimeField)
DATE = datetime.date(2026, 12, 15)
TIME = datetime.time(14, 5)


def descendants(cls: type) -> Iterator[type]:
    for child in cls.__subclasses__():
        yield child
        yield from descendants(child)


def parts(field: forms.Field) -> Iterator[forms.Field]:
    """The field, or the fields that it is made of."""
    yield from field.fields if isinstance(field, forms.MultiValueField) else [field]


def leaves(block: Block, path: str) -> Iterator[tuple[str, forms.Field]]:
    """The form fields of a block of content, whatever it holds."""
    if isinstance(block, FieldBlock):
        yield path, block.field
    elif isinstance(block, ListBlock):
        yield from leaves(block.child_block, path)
    elif isinstance(block, BaseStreamBlock | BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from leaves(child, f"{path}.{name}")


def form_classes() -> Iterator[type[forms.BaseForm]]:
    """Forms that are written, and those that Wagtail makes of pages and of what else it administers."""
    assert get_resolver().url_patterns  # what is served is loaded
    for model in get_page_models():
        yield model.get_edit_handler().get_form_class()
    for viewset in viewsets.viewsets:
        if hasattr(viewset, "get_form_class"):
            yield viewset.get_form_class(for_update=True)
    yield from descendants(forms.BaseForm)


def every_field() -> Iterator[tuple[str, forms.Field]]:
    for form in form_classes():
        for name, field in getattr(form, "base_fields", {}).items():
            yield f"{form.__name__}.{name}", field
    for model in apps.get_models():
        for column in model._meta.get_fields():
            if isinstance(column, StreamField):
                yield from leaves(column.stream_block, f"{model.__name__}.{column.name}")
    for filters in descendants(django_filters.FilterSet):
        for name, one in filters.base_filters.items():
            if issubclass(one.field_class, (*TEMPORAL, RangeField)):
                yield f"{filters.__name__}.{name}", one.field


def temporal(fields: Iterable[tuple[str, forms.Field]]) -> dict[str, forms.Field]:
    return {
        f"{name} {number}".removesuffix(" 0"): part
        for name, field in fields
        for number, part in enumerate(parts(field))
        if isinstance(part, TEMPORAL)
    }


@pytest.fixture(scope="module")
def fields() -> dict[str, forms.Field]:
    return temporal(every_field())


def spoken(field: forms.Field) -> tuple[list[str], Any]:
    """Ways to type what the field asks, and what it is."""
    if isinstance(field, forms.DateTimeField):
        moment = timezone.make_aware(datetime.datetime.combine(DATE, TIME))
        return ["15/12/2026 14:05", "15 décembre 2026 à 14 h 05", "2026-12-15 14:05"], moment
    if isinstance(field, forms.DateField):
        return ["15/12/2026", "15 décembre 2026", "15.12.2026", "15/12/26", "2026-12-15"], DATE
    return ["14:05", "14h05", "14 h 05"], TIME


def test_the_fields_are_found(fields: dict[str, forms.Field]) -> None:
    """So that a walk that finds nothing is no proof."""
    assert {
        "ActionPageForm.start",
        "ActionPageForm.go_live_at",
        "ActionPageForm.expire_at",
        "ActionPage.milestones.milestone.date",
        "FilmPageForm.date",
        "NewsletterPageForm.date",
        "MeetingForm.date",
        "MeetingForm.starts",
        "HoursForm.date",
        "SettingsForm.quiet_from",
        "AccountLogFilterSet.timestamp",
        "AccountLogFilterSet.timestamp 1",
    } <= fields.keys(), sorted(fields)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_field_reads_what_people_type(language: str, fields: dict[str, forms.Field]) -> None:
    with translation.override(language):
        read = {
            (name, text): field.clean(text) for name, field in fields.items() for text in spoken(field)[0]
        }
    assert read == {(name, text): spoken(fields[name])[1] for name, text in read}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_day_comes_first_in_every_language(language: str, fields: dict[str, forms.Field]) -> None:
    with translation.override(language):
        for name, field in fields.items():
            if isinstance(field, forms.DateField):
                assert field.clean("1/2/2027") == datetime.date(2027, 2, 1), name
                with pytest.raises(ValidationError):
                    field.clean("12/31/2026")


def test_every_field_keeps_what_it_refuses_and_gives_an_example(fields: dict[str, forms.Field]) -> None:
    for name, field in fields.items():
        for text in ("32/13/2026", "31/02/2027 25:00", "demain"):
            form = forms.Form({"x": text})
            form.fields["x"] = field
            with translation.override("fr"):
                assert not form.is_valid(), name
                (error,) = form.errors["x"]
            assert ("14:05" if isinstance(field, forms.TimeField) else "15/12/2026") in error, name
            assert "crivez-l" in error, f"{name}: {error}"
            shown = field.widget.get_context("x", form["x"].value(), {})["widget"]["value"]
            assert shown == text, name


def test_every_field_of_the_administration_is_filled_in_as_it_is_typed(
    fields: dict[str, forms.Field],
) -> None:
    """What a field shows, its picker reads and the server reads back."""
    for name, field in fields.items():
        shown = field.widget.format_value(field.prepare_value(spoken(field)[1]))
        assert field.widget.format_value(field.prepare_value(field.clean(shown))) == shown, name
        if isinstance(field.widget, AdminDateInput | AdminDateTimeInput):
            assert shown.startswith("15/12/2026"), name
            assert field.widget.get_config()["format"].startswith("d/m/Y"), name
