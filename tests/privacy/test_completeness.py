"""Nothing that belongs to a person is forgotten: every relation to an account is registered."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Field

from portal.accounts.models import User
from portal.common.personal_data import personal_data

pytestmark = pytest.mark.database

# Relations that hold nothing about people here, each with its reason.
EXEMPT = {
    "wagtailimages.Image.uploaded_by_user": "the portal has its own images, media.CustomImage",
    "wagtaildocs.Document.uploaded_by_user": "the portal has its own documents, media.CustomDocument",
}


def relations() -> Iterator[str]:
    """Every foreign key and many-to-many field to an account, on the model that declares it."""
    for model in apps.get_models(include_auto_created=True):
        fields: list[Field] = [*model._meta.local_fields, *model._meta.local_many_to_many]
        for field in fields:
            through = field.many_to_many and field.remote_field.through._meta.auto_created
            if field.related_model is User and not through:
                yield f"{model._meta.label}.{field.name}"
        if model._meta.auto_created is User:
            yield f"{model._meta.label}.user"


def test_every_relation_to_an_account_belongs_to_a_kind_of_data() -> None:
    registered = {relation for kind in personal_data() for relation in kind.relations}
    existing = set(relations())
    assert sorted(existing - registered - EXEMPT.keys()) == [], (
        "register what it holds about people: see portal/common/personal_data.py"
    )
    assert sorted((registered | EXEMPT.keys()) - existing) == [], "these relations exist no more"


def test_the_relations_we_know_are_found() -> None:
    assert {
        "comments.Comment.author",
        "accounts.User_groups.user",
        "wagtailcore.Page.owner",
        "projects.ActionPage.lead_person",
    } <= set(relations())


def test_keys_are_unique() -> None:
    keys = [kind.key for kind in personal_data()]
    assert len(keys) == len(set(keys))


def test_a_person_is_shown_what_they_are_before_what_they_did() -> None:
    assert [kind.key for kind in personal_data()][:3] == ["profile", "groups", "identities"]
