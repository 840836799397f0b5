"""Many tries at the same moment: real threads on a real database."""

import pytest

from portal.accounts.models import User
from portal.signin import lockout
from portal.signin.lockout import PER_ACCOUNT
from portal.signin.models import SignInFailure
from tests.factories import UserFactory
from tests.signin.test_lockout import attempt
from tests.simultaneous import together


def test_twenty_tries_at_the_same_moment_do_not_pass_the_limit(
    shared_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    [agent] = together(UserFactory)
    tried: list[str] = []
    check = User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, raw: tried.append(raw) or check(self, raw))
    try:
        together(*[lambda: attempt(agent.email)] * 20)
        assert len(tried) <= PER_ACCOUNT
        [failures] = together(lambda: lockout.recent_failures(agent.email))
        assert failures <= PER_ACCOUNT
    finally:
        together(lambda: (SignInFailure.objects.all().delete(), agent.delete()))
