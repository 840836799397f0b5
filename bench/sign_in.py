"""Time of a refused sign-in and of a forgotten password, by account named: `python -m bench.sign_in`.

Uses the password hasher of production on a test database in memory. A difference between the rows that is
larger than the noise of one row would tell who has an account.
"""

import os
import statistics
import time
from collections.abc import Callable

import django

RUNS = 30


def main() -> None:
    """Print the median and the quartiles, in milliseconds, for each kind of account."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    from django.conf import global_settings, settings
    from django.test.utils import get_runner, override_settings, setup_test_environment

    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
            measure()
    finally:
        runner.teardown_databases(databases)


def measure() -> None:
    """Print one line for each kind of account, on a database that exists."""
    from django.test import Client

    from portal.signin.enums import Purpose
    from portal.signin.lockout import PER_ACCOUNT, account_key
    from portal.signin.models import SignInFailure
    from tests.factories import UserFactory

    known, closed, locked, directory = (UserFactory() for _account in range(4))
    closed.is_active = False
    closed.save()
    directory.set_unusable_password()
    directory.save()
    emails = {
        "known": known.email,
        "unknown": "inconnu@exemple.invalid",
        "closed": closed.email,
        "without password": directory.email,
        "locked, known": locked.email,
        "locked, unknown": "verrouille@exemple.invalid",
    }
    client = Client()

    def sign_in(kind: str) -> None:
        if kind.startswith("locked"):
            for _time in range(PER_ACCOUNT):
                SignInFailure.objects.create(purpose=Purpose.SIGN_IN, account_key=account_key(emails[kind]))
        begun = time.perf_counter()
        client.post("/connexion/", {"username": emails[kind], "password": "autre chose"})
        times[kind].append((time.perf_counter() - begun) * 1000)

    def forget(kind: str) -> None:
        begun = time.perf_counter()
        client.post("/mot-de-passe/oublie/", {"email": emails[kind]})
        times[kind].append((time.perf_counter() - begun) * 1000)

    task: Callable[[str], None]
    for title, task in (("refused sign-in", sign_in), ("forgotten password", forget)):
        times: dict[str, list[float]] = {kind: [] for kind in emails}
        for _run in range(RUNS + 1):
            for kind in emails:  # in turn, so that a slow moment of the computer falls on all
                SignInFailure.objects.all().delete()
                task(kind)
        print(f"{title:20}  median  quartiles (ms)")
        for kind, values in times.items():
            low, median, high = statistics.quantiles(values[1:], n=4)
            print(f"{kind:20} {median:7.1f}  {low:.1f}-{high:.1f}")


if __name__ == "__main__":
    main()
