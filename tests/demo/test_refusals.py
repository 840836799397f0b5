"""When the demonstration must not load, nothing of it is left behind."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.demo import loader
from portal.demo.content_files import BrokenContentError, Content, Problem
from portal.demo.management.commands import load_demo
from tests.demo.conftest import all_rows, media_files
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_portal_in_use_is_left_alone() -> None:
    UserFactory(email="agent@mairie.test")
    rows = all_rows()
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert all_rows() == rows


def test_a_broken_file_leaves_the_database_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    problems = [Problem("actions.yaml", f"action {number}", "cassée") for number in range(1, 30)]

    def broken() -> Content:
        raise BrokenContentError(problems)

    monkeypatch.setattr(load_demo, "checked_content", broken)
    rows = all_rows()
    with pytest.raises(CommandError, match=r"actions\.yaml : action 1 : cassée") as refusal:
        call_command("load_demo")
    assert "9" in str(refusal.value).splitlines()[-1]
    assert all_rows() == rows


def test_a_failure_half_way_takes_everything_back(content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(loader.ActionLoader, "load", fail)
    rows, files = all_rows(), media_files()
    seen: list[set[Path]] = []
    with pytest.raises(OSError, match="disk full"):
        loader.load(content, lambda step: seen.append(media_files()))
    assert max(map(len, seen)) == len(files) + 18
    assert all_rows() == rows
    assert media_files() == files
