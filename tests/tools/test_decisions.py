"""Decisions have a number each, stand in the index, and say which ended which."""

import re
from pathlib import Path

import pytest

from tools import decisions

ALL = decisions.numbered()
LINK_TO_EARLIER = re.compile(r"^Supersedes \[(?P<number>\d{4})\]\((?P<file>[^)]+)\)", re.MULTILINE)


def links(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """Return (file, the file that it links to) for each line of that pattern.

    Raise `AssertionError` where the number shown is not that of the file.
    """
    found = set()
    for path in ALL:
        for link in pattern.finditer(path.read_text(encoding="utf-8")):
            assert link["file"].startswith(f"{link['number']}-"), path.name
            found.add((path.name, link["file"]))
    return found


def test_numbers_have_no_gap_and_no_double() -> None:
    assert [path.name[:5] for path in ALL] == [f"{number:04}-" for number in range(1, len(ALL) + 1)]


def test_every_file_of_the_folder_is_a_numbered_decision() -> None:
    assert set(decisions.FOLDER.iterdir()) == {*ALL, decisions.INDEX}


def test_later_numbers_have_later_dates() -> None:
    dates = [path.read_text(encoding="utf-8").split("\n\n")[1] for path in ALL]
    assert dates == sorted(dates)


def test_the_index_is_current() -> None:
    assert decisions.INDEX.read_text(encoding="utf-8") == decisions.index()


def test_what_is_superseded_and_what_supersedes_name_each_other() -> None:
    ended = links(decisions.SUPERSEDED)
    assert ended, "no decision is superseded: the pattern finds nothing"
    assert {(later, earlier) for earlier, later in ended} == links(LINK_TO_EARLIER)


def test_a_new_decision_gets_the_next_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "FOLDER", tmp_path)
    (tmp_path / "0001-first.md").write_text("# First\n\n2026-01-01\n\nText.\n", encoding="utf-8")
    (tmp_path / "new-second-thing.md").write_text("# Second\n\n2026-01-02\n\nText.\n", encoding="utf-8")

    decisions.give_numbers()

    assert [path.name for path in decisions.numbered()] == ["0001-first.md", "0002-second-thing.md"]
    assert decisions.index().endswith(
        "- 2026-01-02 · [0002](0002-second-thing.md) Second\n- 2026-01-01 · [0001](0001-first.md) First\n"
    )


def test_a_decision_without_a_date_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "FOLDER", tmp_path)
    (tmp_path / "0001-first.md").write_text("# First\n\nText.\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"0001-first\.md does not begin with a title and a date"):
        decisions.index()
