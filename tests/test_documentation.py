"""What the documentation names exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# What a superseded decision names may be gone.
DOCUMENTS = sorted(
    document
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    if "\n\nSuperseded by [" not in document.read_text(encoding="utf-8")
)
FOLDERS = [".ci", "bench", "deploy", "docs", "home", "locale", "portal", "projects", "requirements"]
FOLDERS += ["search", "templates", "tests", "tools", "videos"]
# `portal/settings/base.py` between back quotes, and where [a link](docs/roles.md#who) leads.
PATH_OF_THE_PROJECT = re.compile(rf"`((?:{'|'.join(map(re.escape, FOLDERS))})/[\w./-]*)`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)(?:#[^)]*)?\)")


def named_paths(document: Path) -> Iterator[Path]:
    """Yield each path of the project that a document names."""
    text = document.read_text(encoding="utf-8")
    yield from (ROOT / name for name in PATH_OF_THE_PROJECT.findall(text))
    yield from (document.parent / name for name in LINK.findall(text))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    missing = [str(path) for path in named_paths(document) if not path.exists()]
    assert not missing


def test_paths_are_found_in_text() -> None:
    """Guard the two patterns: the README names folders of the project and links to guides."""
    found = list(named_paths(ROOT / "README.md"))
    assert ROOT / "portal/settings" not in found  # a path is between back quotes
    assert ROOT / "portal/common/" in found
    assert ROOT / "docs/README.md" in found
