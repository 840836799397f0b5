"""The web server is as large as the machine and the database have room for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.serving.size import MOST, Size, processors, wanted

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("size", "room", "found"),
    [
        (Size(2, 4), 85, Size(2, 4)),
        (Size(8, 4), 18, Size(8, 2)),
        (Size(8, 4), 5, Size(5, 1)),
        (Size(4, 16), 40, Size(4, 10)),
        (Size(2, 4), 1, Size(1, 1)),
    ],
)
def test_it_stays_within_the_connections_of_the_database(size: Size, room: int, found: Size) -> None:
    assert size.within(room) == found
    assert found.connections <= room


def test_it_follows_the_processors_unless_it_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTAL_WORKERS", raising=False)
    monkeypatch.delenv("PORTAL_THREADS", raising=False)
    assert wanted() == Size(max(2, min(MOST, processors())), 4)
    monkeypatch.setenv("PORTAL_WORKERS", "3")
    monkeypatch.setenv("PORTAL_THREADS", "5")
    assert wanted() == Size(3, 5)


def test_a_database_that_is_away_does_not_keep_the_size_from_being_said(tmp_path: Path) -> None:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DATABASE_URL": "postgres://portail@127.0.0.1:1/portail",
        "PORTAL_VAR_DIR": str(tmp_path),
        "PORTAL_WORKERS": "2",
        "PORTAL_THREADS": "4",
    }
    done = subprocess.run(
        [sys.executable, "-m", "portal.serving.size"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.stdout == "2 4\n"
    assert "2 processes of 4 threads each" in done.stderr
    assert "does not say how many connections it admits" in done.stderr
