"""Find the calls for a translation that makemessages cannot read, and the strings of the others.

xgettext reads a string between quotes, outside an f-string. Anything else is not in the catalogue when it is
looked up there, and stays in English.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

# The functions of django.utils.translation: places of the context, the singular and the plural.
_CALLS: dict[str, tuple[int | None, ...]] = {
    "gettext": (None, 0),
    "gettext_lazy": (None, 0),
    "gettext_noop": (None, 0),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1),
    "pgettext_lazy": (0, 1),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_VARIABLE_IN_TEMPLATE = re.compile(r"{%-?\s*(?:translate|trans)\s+[^\"'\s]")

# Context and singular. The plural does not tell two entries of a catalogue apart.
MessageKey = tuple[str | None, str]


class Source:
    """The calls of one Python file: `problems` are lines for people, `found` the strings to be extracted."""

    def __init__(self, code: str, name: str) -> None:
        self.name = name
        self.problems: list[str] = []
        self.found: dict[MessageKey, int] = {}
        tree = ast.parse(code)
        self._functions = dict(_imported(tree))
        in_f_strings = {
            call for part in ast.walk(tree) if isinstance(part, ast.JoinedStr) for call in self._calls(part)
        }
        for call, function in self._calls(tree).items():
            self._read(call, function, in_f_string=call in in_f_strings)

    def _calls(self, tree: ast.AST) -> dict[ast.Call, str]:
        """Each call for a translation, with the name of its function in Django."""
        calls = {}
        for part in ast.walk(tree):
            if isinstance(part, ast.Call):
                function = part.func
                if isinstance(function, ast.Name) and function.id in self._functions:
                    calls[part] = self._functions[function.id]
                elif isinstance(function, ast.Attribute) and function.attr in _CALLS:
                    calls[part] = function.attr
        return calls

    def _read(self, call: ast.Call, function: str, *, in_f_string: bool) -> None:
        place = f"{self.name}:{call.lineno}"
        if in_f_string:
            self.problems.append(
                f"{place}: {ast.unparse(call)} inside an f-string is not extracted. Take it out: give it a "
                "name first, or write one string with %(name)s."
            )
            return
        texts = [None if at is None else _text(call, at) for at in _CALLS[function]]
        if any(text is None for text, at in zip(texts, _CALLS[function], strict=True) if at is not None):
            self.problems.append(
                f"{place}: {ast.unparse(call)} is not extracted. Give the function a string between "
                "quotes, and put what varies in it with %(name)s."
            )
            return
        context, singular, *_plural = texts
        self.found[context, singular or ""] = call.lineno


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The functions that a file imports: their name there, and in Django."""
    for part in ast.walk(tree):
        if isinstance(part, ast.ImportFrom) and part.module == "django.utils.translation":
            for name in part.names:
                if name.name in _CALLS:
                    yield name.asname or name.name, name.name


def _text(call: ast.Call, at: int) -> str | None:
    """The string given at this place, if it is one between quotes."""
    given = call.args[at] if at < len(call.args) else None
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else None


def template_problems(template: str, name: str) -> list[str]:
    """The tags of a template that translate a variable."""
    return [
        f"{name}:{number}: a variable is not extracted. Translate it where its text stands."
        for number, line in enumerate(template.splitlines(), start=1)
        if _VARIABLE_IN_TEMPLATE.search(line)
    ]


def unextractable(folder: Path, ignored: tuple[str, ...]) -> tuple[list[str], dict[MessageKey, str]]:
    """The problems of every file of the folder, and the place of each string that must be extracted."""
    problems: list[str] = []
    found: dict[MessageKey, str] = {}
    for path in _files(folder, ignored):
        name, text = str(path.relative_to(folder)), path.read_text()
        if path.suffix == ".py":
            source = Source(text, name)
            problems += source.problems
            found |= {key: f"{name}:{line}" for key, line in source.found.items()}
        else:
            problems += template_problems(text, name)
    return problems, found


def _files(folder: Path, ignored: tuple[str, ...]) -> Iterator[Path]:
    """Python files and templates, outside the ignored folders at its top and those with a dot."""
    for top in sorted(folder.iterdir()):
        if top.name in ignored or top.name.startswith("."):
            continue
        inside = top.rglob("*") if top.is_dir() else [top]
        yield from sorted(path for path in inside if path.suffix in {".py", ".html", ".txt"})
