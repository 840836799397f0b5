"""Two tags that a reader takes for the same are one."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from taggit.models import Tag as FileTag

from portal.common.text import slug
from portal.media.models import CustomDocument
from projects.models import ActionPage, Tag
from tests.factories import ActionPageFactory, TagFactory, UserFactory

SAME = [
    "Égalité des chances",
    unicodedata.normalize("NFD", "Égalité des chances"),
    "egalite des chances",
    "ÉGALITÉ\u00a0DES CHANCES",
    "Éga\u00adlité des\u202fchances",
]
pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize("typed", SAME)
def test_an_action_takes_the_tag_that_exists(typed: str) -> None:
    known = TagFactory(name="Égalité des chances")
    action = ActionPageFactory()
    action.tags.set([typed, "œuvres", "Oeuvres"])
    action.save()
    action = ActionPage.objects.get(pk=action.pk)
    assert {tag.name for tag in action.tags.all()} == {"Égalité des chances", "œuvres"}
    assert known in action.tags.all()
    assert Tag.objects.count() == 2


def test_a_file_takes_the_tag_that_exists() -> None:
    for typed in SAME:
        document = CustomDocument.objects.create(title=typed)
        document.tags.add(typed)
    assert FileTag.objects.count() == 1


def test_a_second_tag_is_not_made_by_hand() -> None:
    tag = TagFactory(name="Égalité des chances")
    tag.full_clean()
    with pytest.raises(ValidationError, match="Égalité des chances"):
        Tag(name="egalite des chances", slug="autre").full_clean()


@pytest.mark.parametrize("typed", ["evalua", "Évalua", "ÉVALUA", unicodedata.normalize("NFD", "évalua")])
def test_tags_are_suggested_whatever_the_accents(typed: str) -> None:
    for name in ("Évaluation", "evaluateur", "Zoo"):
        TagFactory(name=name)
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    found = client.get("/gestion/tag-autocomplete/projects/tag/", {"term": typed}).json()
    assert found == ["evaluateur", "Évaluation"]
    assert client.get("/gestion/tag-autocomplete/", {"term": typed}).json() == []
    assert client.get("/gestion/tag-autocomplete/projects/theme/").status_code == 404
    assert client.get("/gestion/tag-autocomplete/projects/nothing/").status_code == 404
    assert Client().get("/gestion/tag-autocomplete/", {"term": typed}).status_code == 302


@pytest.mark.parametrize(
    ("name", "address"),
    [("Œuvre d’art", "oeuvre-d-art"), ("Oui/Non", "oui-non"), ("☀️", "etiquette"), ("été 2018", "ete-2018")],
)
def test_the_address_of_a_tag_is_what_search_derives(name: str, address: str) -> None:
    tag = Tag.objects.create(name=name)
    assert tag.slug == address
    assert slug(name) in (address, "")
    assert Tag.objects.create(name=f"{name}!").slug == f"{address}_1"
