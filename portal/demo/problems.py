"""Errors in the content files, in the language of the people who write them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """An error in one entry of the content."""

    file: str
    entry: str
    reason: str

    def __str__(self) -> str:
        return " : ".join(part for part in (self.file, self.entry, self.reason) if part)


class BrokenContentError(Exception):
    """The content files cannot be loaded. `problems` holds at least one."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
