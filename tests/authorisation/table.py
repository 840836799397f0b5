"""The reviewed table: `table.txt`, one line per address and group of methods, one column per role."""

from collections.abc import Iterable
from pathlib import Path

from .measure import METHODS
from .world import ROLES

PATH = Path(__file__).with_name("table.txt")

# Answer by address, role and method.
Answers = dict[str, dict[str, dict[str, str]]]


def read() -> Answers:
    """The table as it stands in the repository."""
    answers: Answers = {}
    name = ""
    for line in PATH.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if not line.startswith(" "):
            name = line
            answers[name] = {role: {} for role in ROLES}
            continue
        methods, *cells = line.split()
        for role, cell in zip(ROLES, cells, strict=True):
            for method in methods.split(","):
                answers[name][role][method] = cell
    return answers


def write(answers: Answers) -> None:
    """Put these answers in the table, in their order."""
    heading = (
        "# Who gets what. Written by `python -m tests.authorisation --write`; read the difference before\n"
        "# you commit it. `sign-in`: sent to the sign-in page; `refused`: sent to the home page of the\n"
        "# administration.\n"
    )
    PATH.write_text(heading + "\n".join(_lines(answers)) + "\n", encoding="utf-8")


def _lines(answers: Answers) -> Iterable[str]:
    columns = [max(len(role), len("refused")) for role in ROLES]
    yield "#" + _row("", ROLES, columns)[1:]
    for name, by_role in answers.items():
        yield name
        groups: dict[tuple[str, ...], list[str]] = {}
        for method in METHODS:
            groups.setdefault(tuple(by_role[role][method] for role in ROLES), []).append(method)
        for cells, methods in groups.items():
            yield _row(",".join(methods), cells, columns)


def _row(methods: str, cells: Iterable[str], columns: list[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, columns, strict=True))
    return f"  {methods:<26} {' '.join(padded)}".rstrip()
