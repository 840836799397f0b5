"""Saving the same form again changes nothing, whatever is edited: every page type, every snippet and list."""

from typing import Any

import pytest
from django.core import serializers
from django.db import models
from django.test import Client
from django.urls import reverse
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page, get_page_models

import portal.urls  # noqa: F401 (registers every list of the administration)
from portal.common.models import ExternalSite
from projects.models import ActionPage
from projects.proposals.models import ProposalPage
from tests.admin.open_form import OpenForm
from tests.authorisation.world import World, build_world
from tests.factories import ProjectPageFactory, UserFactory
from videos.models import FilmPage

pytestmark = [pytest.mark.django_db, pytest.mark.long]

# What tells when a page was saved, rather than what was saved.
MOMENTS = {
    "first_published_at", "has_unpublished_changes", "last_published_at", "latest_revision",
    "latest_revision_created_at", "live_revision", "updated_at",
}  # fmt: skip
# Nobody edits a proposal in the administration, administrators included.
PAGE_TYPES = [model for model in get_page_models() if model not in (Page, ProposalPage)]
# A film is not begun without its files, which the form sends with each save.
NEW_PAGE_TYPES = [model for model in PAGE_TYPES if model.max_count is None and model is not FilmPage]
# What the server gives when the form of a new page leaves it empty.
BY_ITSELF = {ActionPage: ["number"]}
# What an edit form says of the page that it edits, and no form of a new page.
OF_THE_OTHER = ["loaded_revision_id", "loaded_revision_created_at"]
# Filled at the import of the addresses: every snippet and every other list of the administration.
SCREENS = [viewset for viewset in viewsets.viewsets if isinstance(viewset, ModelViewSet)]

MILESTONES = [
    {"type": "milestone", "value": {"date": "2016-03-01", "label": "Essai", "done": True, "note": ""}}
]
INDICATORS = [
    {
        "type": "indicator",
        "value": {
            "label": "Visas",
            "unit": "visas",
            "direction": "down",
            "target": "3.00",
            "measurements": [{"date": "2016-03-01", "value": "7.00"}],
        },
    }
]


@pytest.fixture
def world() -> World:
    world = build_world()
    action: ActionPage = world["action"]
    action.milestones, action.indicators = MILESTONES, INDICATORS
    action.tags.add("circuit court")
    action.save()
    letter, film = world["letter"], world["film"]
    section = {"title": "Visas", "text": "<p>Moins de <b>visas</b>.</p>", "actions": [action.pk]}
    letter.body = [{"type": "section", "value": section}]
    letter.save()
    film.chapters = [{"type": "chapter", "value": {"start": 3, "title": "Le parapheur"}}]
    film.save()
    world.objects |= {"letters": letter.get_parent().specific, "films": film.get_parent().specific}
    world.objects |= {"groups": world["group"].get_parent().specific, "page": world["submitted page"]}
    world["service"].organisations.add(world["organisation"])
    ExternalSite.objects.filter(pk=world["external site"].pk).update(name="Un site")
    return world


@pytest.fixture
def administrator(world: World) -> Client:
    """A client whom no screen refuses."""
    client = Client()
    client.force_login(UserFactory(groups=["Communication", "Administration"], is_superuser=True))
    return client


def of_world(world: World, model: type[models.Model]) -> Any:
    """The first object of a kind; a new kind has to be given one, in tests/authorisation/world.py."""
    return next(thing for thing in world.objects.values() if type(thing) is model)


def stored(thing: models.Model) -> dict[str, Any]:
    """Everything that the row and the latest version of an object say, but for the moments."""
    row = type(thing)._default_manager.get(pk=thing.pk)
    if isinstance(row, Page):
        versions = {"row": row.serializable_data(), "version": row.latest_revision.content}
    else:
        versions = {"row": serializers.serialize("python", [row])[0]["fields"]}
    for version in versions.values():
        for tagged in version.get("tagged_items", []):
            del tagged["pk"]  # tags are tied anew at each publication
    return {
        f"{place} {name}": said
        for place, version in versions.items()
        for name, said in version.items()
        if name not in MOMENTS
    }


@pytest.mark.parametrize("button", [{}, {"action-publish": "1"}], ids=["draft", "published"])
@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_page_saved_twice_is_the_same(
    model: type[Page], button: dict[str, str], world: World, administrator: Client
) -> None:
    page = of_world(world, model)
    form = OpenForm(administrator, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    form.submit(**button)
    once = stored(page)
    form.submit(**button)
    assert stored(page) == once


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_an_object_saved_twice_is_the_same(screen: ModelViewSet, world: World, administrator: Client) -> None:
    thing = of_world(world, screen.model)
    form = OpenForm(administrator, reverse(screen.get_url_name("edit"), args=[thing.pk]))
    form.submit()
    once, count = stored(thing), screen.model._default_manager.count()
    form.submit()
    assert (stored(thing), screen.model._default_manager.count()) == (once, count)


@pytest.mark.parametrize("model", NEW_PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_new_page_that_saves_itself_is_one_page(
    model: type[Page], world: World, administrator: Client
) -> None:
    """What is typed is what another page of this type says, but for what the server can give by itself."""
    like = of_world(world, model)
    typed = OpenForm(administrator, reverse("wagtailadmin_pages:edit", args=[like.pk])).data
    parent = ProjectPageFactory() if model.max_count_per_parent else like.get_parent()
    kind = model._meta.app_label, model._meta.model_name, parent.pk
    form = OpenForm(administrator, reverse("wagtailadmin_pages:add", args=kind))
    for name in typed.keys() - {"slug", *OF_THE_OTHER, *BY_ITSELF.get(model, [])}:
        form.data.setlist(name, typed.getlist(name))
    form.type(title="Une page neuve", slug="une-page-neuve")
    before = set(model.objects.values_list("pk", flat=True))
    form.autosave()
    [made] = set(model.objects.values_list("pk", flat=True)) - before
    once = stored(model.objects.get(pk=made))
    for name in BY_ITSELF.get(model, []):
        assert form.data[name] == str(once[f"row {name}"]), "the open form shows what was given"
    form.autosave()
    form.autosave()
    assert set(model.objects.values_list("pk", flat=True)) == before | {made}
    assert stored(model.objects.get(pk=made)) == once
    form.submit(**{"action-publish": "1"})
    published = stored(model.objects.get(pk=made))
    for name in ("slug", *BY_ITSELF.get(model, [])):
        assert published[f"row {name}"] == once[f"row {name}"]
