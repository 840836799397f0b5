"""A real installation starts only with what it needs, and Django finds nothing to say about it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SANE = {
    "SECRET_KEY": "Zk3_vT8nQw1-xY6bR0mL5pJ9sD2fG7hC4aE8uN1iO6tK3yV0qW5",
    "ALLOWED_HOSTS": "portail.exemple.fr",
    "PORTAL_BASE_URL": "https://portail.exemple.fr",
}
SERVERS = {
    "BACKUP_DIR": tempfile.gettempdir(),
    "DATABASE_URL": f"sqlite:///{tempfile.gettempdir()}/portal-nothing.sqlite3",
    "EMAIL_URL": "smtp+tls://portail:secret@mail.exemple.fr:587",
    "CACHE_URL": "redis://127.0.0.1:6379/0",
}


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name not in {**SANE, **SERVERS}}
    environment = {**inherited, "DJANGO_SETTINGS_MODULE": "portal.settings.production", **variables}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_the_deployment_check_is_silent(tmp_path: Path) -> None:
    done = run(
        "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "DEBUG",
        **SANE, **SERVERS, PORTAL_VAR_DIR=str(tmp_path),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (0 silenced).\n"


DEAD = "postgres://portail@127.0.0.1:1/portail"


@pytest.mark.parametrize(
    ("changed", "is_error", "said", "remedy"),
    [
        ({"DATABASE_URL": ""}, True, "(common.E003) DATABASE_URL is not set", "postgres://user:password@"),
        ({"DATABASE_URL": DEAD}, True, "(common.E004) The database does not answer", "correct DATABASE_URL"),
        ({"EMAIL_URL": ""}, True, "(mail.E003) EMAIL_URL is not set", "smtp+tls://"),
        ({"EMAIL_URL": "filemail:///tmp"}, False, "(mail.W001) Mail is sent by", "smtp+tls://"),
        ({"CACHE_URL": ""}, False, "(http.W001) CACHE_URL is not set", "redis://"),
    ],
)
def test_the_deployment_check_says_what_lacks(
    changed: dict[str, str], is_error: bool, said: str, remedy: str, tmp_path: Path
) -> None:
    variables = {**SANE, **SERVERS, "PORTAL_VAR_DIR": str(tmp_path), **changed}
    given = {name: value for name, value in variables.items() if value}
    done = run("manage.py", "check", "--deploy", **given)
    assert done.returncode == is_error
    assert said in done.stderr
    assert remedy in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_others_may_look_into_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    done = run("manage.py", "check", "--deploy", **SANE, **SERVERS, PORTAL_VAR_DIR=str(tmp_path))
    assert "(common.W002) Every account of this machine can look into" in done.stderr
    assert f"chmod o-rwx {tmp_path}" in done.stderr


def test_development_settings_are_no_installation(tmp_path: Path) -> None:
    variables = {"DJANGO_SETTINGS_MODULE": "portal.settings.dev", "PORTAL_VAR_DIR": str(tmp_path)}
    done = run("manage.py", "check", "--deploy", **variables, DEBUG="True")
    assert done.returncode == 1
    assert "(http.E002) Links in mail would start with http://localhost:8000" in done.stderr
    assert "(security.W018) You should not have DEBUG set to True" in done.stderr


def test_a_shell_without_settings_is_told_what_it_works_on(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PORTAL_VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "diffsettings", "--all"]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    [line] = told.stderr.splitlines()
    assert line.startswith(f"Development settings, database {tmp_path / 'db.sqlite3'}.")
    assert "DJANGO_SETTINGS_MODULE=portal.settings.production" in line
    assert "Development settings" not in told.stdout, "what reads the output is not disturbed"
    environment["DJANGO_SETTINGS_MODULE"] = "portal.settings.dev"
    chosen = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert chosen.stderr == ""


def test_spaces_in_lists_are_left_aside(tmp_path: Path) -> None:
    read = "from django.conf import settings; print(settings.ALLOWED_HOSTS, len(settings.TRUSTED_PROXIES))"
    lists = {"ALLOWED_HOSTS": "portail.exemple.fr, [::1]", "TRUSTED_PROXIES": "10.0.0.1, ::1"}
    done = run("-c", read, **{**SANE, **lists}, PORTAL_VAR_DIR=str(tmp_path))
    assert done.stdout == "['portail.exemple.fr', '[::1]'] 2\n", done.stderr


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is not set: give 50 random characters"),
        ("SECRET_KEY", "trop-court", "SECRET_KEY will not do: give 50 random characters"),
        ("SECRET_KEY", "a" * 60, "SECRET_KEY will not do"),
        ("SECRET_KEY", f"django-insecure-{SANE['SECRET_KEY']}", "SECRET_KEY will not do"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is not set: give the host names"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS will not do"),
        ("ALLOWED_HOSTS", "portail.exemple.fr www.exemple.fr", "ALLOWED_HOSTS will not do"),
        ("ALLOWED_HOSTS", "https://portail.exemple.fr", "ALLOWED_HOSTS will not do"),
        ("ALLOWED_HOSTS", "portail.exemple.fr:443", "ALLOWED_HOSTS will not do"),
        ("ALLOWED_HOSTS", "portail.exemple.fr,", "ALLOWED_HOSTS will not do"),
        ("PORTAL_BASE_URL", "", "PORTAL_BASE_URL is not set: give the address"),
        ("PORTAL_BASE_URL", "http://portail.exemple.fr", "PORTAL_BASE_URL will not do"),
    ],
)
def test_a_start_without_what_it_needs_names_the_remedy(variable: str, value: str, said: str) -> None:
    done = run("manage.py", "check", "--deploy", **{**SANE, variable: value})
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_everything_that_lacks_is_said_at_once_and_the_web_server_does_not_start() -> None:
    done = run("-c", "import portal.wsgi")
    assert done.returncode != 0
    for variable in SANE:
        assert f"{variable} is not set" in done.stderr


def test_a_key_can_be_renewed_without_signing_everyone_out(tmp_path: Path) -> None:
    read = "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)"
    done = run("-c", read, **SANE, SECRET_KEY_FALLBACKS="previous-key", PORTAL_VAR_DIR=str(tmp_path))
    assert done.stdout == "['previous-key']\n"


def installation(folder: Path) -> dict[str, str]:
    """The environment of an installation that has all it needs, with its database in this folder."""
    database = f"sqlite:///{folder / 'db.sqlite3'}"
    return {**SANE, **SERVERS, "DATABASE_URL": database, "PORTAL_VAR_DIR": str(folder)}


HOLDS_AN_ACCOUNT = """
import django; django.setup()
from django.contrib.auth.hashers import make_password
from django.db import connection
from portal.accounts.models import Organisation, Service, User
from portal.accounts.published import SALT
from portal.fragments.models import ContentChange
with connection.schema_editor() as editor:
    for model in (Organisation, Service, User, ContentChange):
        editor.create_model(model)
User.objects.create(email="{email}", password=make_password("a secret of one’s own", {salt}))
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("email", "salt"),
    [("agent@exemple.invalid", "None"), ("agent@exemple.fr", "SALT")],
    ids=["an address that cannot exist", "the published password"],
)
def test_a_database_of_the_demonstration_is_refused(email: str, salt: str, tmp_path: Path) -> None:
    variables = installation(tmp_path)
    made = run("-c", HOLDS_AN_ACCOUNT.format(email=email, salt=salt), **variables)
    assert made.returncode == 0, made.stderr
    done = run("manage.py", "check", "--deploy", **variables)
    assert done.returncode == 1
    assert f"1 accounts of the demonstration, whose password is published, such as {email}." in done.stderr
    assert "Start from an empty database" in done.stderr

    started = run("-c", "import portal.wsgi", **variables)
    assert started.returncode != 0
    assert f"1 accounts of the demonstration, whose password is published, such as {email}." in started.stderr
    assert "Start from an empty database" in started.stderr
    shown = run("-c", "import portal.wsgi", **{**variables, "DJANGO_SETTINGS_MODULE": "portal.settings.demo"})
    assert shown.returncode == 0, shown.stderr


@pytest.mark.long
def test_a_database_of_agents_is_accepted(tmp_path: Path) -> None:
    variables = installation(tmp_path)
    made = run("-c", HOLDS_AN_ACCOUNT.format(email="agent@exemple.fr", salt="None"), **variables)
    assert made.returncode == 0, made.stderr
    assert run("manage.py", "check", "--deploy", **variables).returncode == 0
    started = run("-c", "import portal.wsgi", **variables)
    assert started.returncode == 0, started.stderr


@pytest.mark.parametrize("address", [{}, {"DATABASE_URL": "postgres://portail@127.0.0.1:1/portail"}])
def test_the_web_server_starts_before_the_database_is_ready(address: dict[str, str], tmp_path: Path) -> None:
    started = run("-c", "import portal.wsgi", **SANE, **address, PORTAL_VAR_DIR=str(tmp_path))
    assert started.returncode == 0, started.stderr


def test_the_demonstration_is_no_part_of_a_real_installation(tmp_path: Path) -> None:
    done = run("manage.py", "load_demo", **SANE, PORTAL_VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "Unknown command: 'load_demo'" in done.stderr
