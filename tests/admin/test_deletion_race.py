"""What comes to refer to an object while it is deleted: the database refuses when all is written."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models.signals import post_delete
from django.test import Client

from portal.accounts.models import User
from projects.models import ActionPage, Theme
from tests.admin import deletion_screens
from tests.factories import ActionPageFactory, ThemeFactory, UserFactory
from tests.simultaneous import together


@pytest.fixture
def committed(shared_database: None) -> Iterator[tuple[Theme, ActionPage, User]]:
    """A theme, an action of another one and an administrator, committed."""
    [made] = together(lambda: (ThemeFactory(), ActionPageFactory(), UserFactory(groups=["Administration"])))
    theme, action, person = made
    yield made

    def remove() -> None:
        action.project.delete()
        theme.axis.project.delete()
        person.delete()

    together(remove)


@pytest.mark.parametrize("in_bulk", [False, True])
def test_a_reference_made_after_the_last_look_refuses_the_deletion(
    committed: tuple[Theme, ActionPage, User], in_bulk: bool
) -> None:
    theme, action, person = committed
    url = deletion_screens.bulk(theme) if in_bulk else deletion_screens.single(theme)

    def refer(sender: type[Theme], instance: Theme, **kwargs: Any) -> None:
        """The theme's row is gone already: the foreign key is looked at when the transaction ends."""
        ActionPage.objects.filter(pk=action.pk).update(theme=theme.pk)

    def delete() -> tuple[int, str, bool]:
        client = Client()
        client.force_login(person)
        answer = client.post(url)
        said = client.get(url).content.decode()
        return answer.status_code, said, Theme.objects.filter(pk=theme.pk).exists()

    post_delete.connect(refer, sender=Theme)
    try:
        [(status, said, kept)] = together(delete)
    finally:
        post_delete.disconnect(refer, sender=Theme)
    assert (status, kept) == (302, True)
    assert "Rien n’a été supprimé" in said
