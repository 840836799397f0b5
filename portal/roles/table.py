"""The table of docs/roles.md, made from the declared roles."""

from collections.abc import Iterator

from .declared import DUTIES, NAMES, YES


def table() -> Iterator[str]:
    """Yield the lines of the table, in the active language."""
    yield f"| | {' | '.join(NAMES)} |"
    yield f"|---|{':-:|' * len(NAMES)}"
    for duty in DUTIES:
        marks = {name: str(YES) for name in duty.roles} | {name: str(how) for name, how in duty.also.items()}
        cells = (f" {marks[name]} " if name in marks else " " for name in NAMES)
        label = f"{duty.label} {duty.details}".strip()
        yield f"| {label} |{'|'.join(cells)}|"
