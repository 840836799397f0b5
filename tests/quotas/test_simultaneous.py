"""Limits hold when a person clicks in several tabs at the same moment."""

from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.quotas.limits import QuotaReachedError, spend
from tests.factories import UserFactory
from tests.simultaneous import together


def test_eight_at_the_same_moment_count_as_eight(shared_database: None, settings: Settings) -> None:
    settings.QUOTAS = dict.fromkeys(settings.QUOTAS, "5/hour")
    [agent] = together(UserFactory)

    def try_once() -> bool:
        try:
            spend("comment", agent)
        except QuotaReachedError:
            return False
        return True

    assert sorted(together(*[try_once] * 8)) == [False] * 3 + [True] * 5
    together(lambda: User.objects.filter(pk=agent.pk).delete())
