"""Number the new decisions and write the index of all.

Run from the root of the project after adding `docs/decisions/new-<slug>.md`:

    python -m tools.decisions
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "decisions"
INDEX = FOLDER / "README.md"
HEADING = re.compile(r"# (?P<title>.+)\n\n(?P<date>\d{4}-\d{2}-\d{2})\n\n")
SUPERSEDED = re.compile(r"^Superseded by \[(?P<number>\d{4})\]\((?P<file>[^)]+)\)", re.MULTILINE)
INTRODUCTION = """\
# Decisions

What a reader of the code would ask about: context, choice, consequence. Newest first.

To add one, write `new-<slug>.md` beside this file: a title, the date, and the text. If it ends an earlier
decision, begin its text with “Supersedes” and that of the earlier one with “Superseded by”, each with a
link to the other, as 0056 and 0074 do. `python -m tools.decisions` gives it the next number and writes this
index.

"""


def numbered() -> list[Path]:
    """Return the files of the decisions, oldest first."""
    return sorted(FOLDER.glob("[0-9]*.md"))


def give_numbers() -> None:
    """Rename each `new-<slug>.md` to the next free number."""
    for number, path in enumerate(sorted(FOLDER.glob("new-*.md")), start=len(numbered()) + 1):
        path.rename(path.with_name(path.name.replace("new", f"{number:04}", 1)))


def index() -> str:
    """Return the text of the index.

    Raise `ValueError` for a file that does not begin with its title and its date.
    """
    lines = []
    for path in reversed(numbered()):
        text = path.read_text(encoding="utf-8")
        heading = HEADING.match(text)
        if heading is None:
            raise ValueError(f"{path.name} does not begin with a title and a date")
        superseded = SUPERSEDED.search(text)
        line = f"- {heading['date']} · [{path.name[:4]}]({path.name}) {heading['title']}"
        if superseded:
            line += f" (superseded by [{superseded['number']}]({superseded['file']}))"
        lines.append(line)
    return INTRODUCTION + "\n".join(lines) + "\n"


if __name__ == "__main__":
    give_numbers()
    INDEX.write_text(index(), encoding="utf-8")
