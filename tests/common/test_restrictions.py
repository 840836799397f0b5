"""Privacy of a page, read in one query."""

from collections.abc import Callable

import pytest
from wagtail.models import PageViewRestriction

from tests.factories import EditorialPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def restrict(page: object) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def test_a_page_obeys_its_own_restrictions_and_those_above(
    django_assert_num_queries: Callable[..., object],
) -> None:
    parent = EditorialPageFactory()
    page = EditorialPageFactory(parent=parent)
    beside = EditorialPageFactory()
    own, above = restrict(page), restrict(parent)
    restrict(beside)
    with django_assert_num_queries(1):
        assert set(page.get_view_restrictions()) == {own, above}


def test_an_alias_obeys_its_original() -> None:
    original, other_parent = EditorialPageFactory(), EditorialPageFactory()
    restriction = restrict(original)
    alias = original.create_alias(parent=other_parent, update_slug="copie")
    assert list(alias.get_view_restrictions()) == [restriction]
