"""What the documentation names exists."""

import re
from collections.abc import Iterator
from importlib import import_module
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
# A row of the glossary: its words of the code (`Comment`, `ActionPage.lead_person`), and their folder.
ROW = re.compile(r"^\|.*\|.*\| (?P<names>`.*`) \| `(?P<folder>.*/)` \|$", re.MULTILINE)
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


GLOSSARY = [
    (row["names"], row["folder"]) for row in ROW.finditer((ROOT / "docs/glossaire.md").read_text("utf-8"))
]


def find_class(name: str, folder: str) -> type:
    """Return the class of that name in the app of this folder, and not of one below it.

    Raise `AssertionError` unless there is exactly one.
    """
    defined = re.compile(rf"^class {name}\b", re.MULTILINE)
    files = [path for path in (ROOT / folder).glob("**/*.py") if defined.search(path.read_text("utf-8"))]
    assert len(files) == 1, f"{name} is in {files or 'no module'} below {folder}"
    app = next(parent for parent in files[0].parents if (parent / "apps.py").exists())
    assert app == ROOT / folder, f"{name} is in {app.relative_to(ROOT)}/"
    found: type = getattr(import_module(".".join(files[0].relative_to(ROOT).with_suffix("").parts)), name)
    return found


def test_a_folder_above_the_right_one_is_not_enough() -> None:
    assert find_class("GroupMeeting", "projects/groups/")
    with pytest.raises(AssertionError, match="projects/groups/"):
        find_class("GroupMeeting", "projects/")


@pytest.mark.parametrize(("names", "folder"), GLOSSARY)
def test_the_words_of_the_glossary_are_in_the_code(names: str, folder: str) -> None:
    for name in re.findall(r"`(.*?)`", names):
        class_name, _, member = name.partition(".")
        found = find_class(class_name, folder)
        assert not member or hasattr(found, member), f"{class_name} has no {member}"


def test_every_row_of_the_glossary_is_read() -> None:
    lines = (ROOT / "docs/glossaire.md").read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|") and not line.startswith(("|---", "| Mot |"))]
    assert len(GLOSSARY) == len(rows) > 0
