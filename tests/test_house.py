"""The shape of modules: each is short, and defines something itself."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ["bench", "home", "portal", "projects", "search", "tools", "videos"]
LONGEST = 400  # lines


def modules() -> dict[str, str]:
    """Return the source of every module by its path, migrations and tests left out."""
    files = [ROOT / "run.py", *(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))]
    return {
        file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8")
        for file in files
        if "migrations" not in file.parts
    }


def only_gathers(source: str) -> bool:
    """Return True if the module holds imports, and perhaps `__all__`, but defines nothing."""
    statements = ast.parse(source).body
    if statements and isinstance(statements[0], ast.Expr):
        statements = statements[1:]  # the docstring
    return bool(statements) and all(
        isinstance(one, ast.Import | ast.ImportFrom)
        or (isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "__all__")
        for one in statements
    )


def test_a_module_is_short_enough_to_be_read_at_once() -> None:
    lengths = {module: len(source.splitlines()) for module, source in modules().items()}
    assert {module: lines for module, lines in lengths.items() if lines > LONGEST} == {}


def test_callers_import_a_name_from_where_it_is_defined() -> None:
    gathering = {module for module, source in modules().items() if only_gathers(source)}
    # Django looks for the models of an app in its module `models`.
    assert {module for module in gathering if not module.endswith("/models/__init__.py")} == set()


@pytest.mark.parametrize(
    ("source", "gathers"),
    [
        ("from .one import a\n__all__ = ['a']\n", True),
        ('"""Words."""\nimport os\n', True),
        ('"""Words."""\n', False),
        ("from .one import a\nTWO = 2\n", False),
        ("", False),
    ],
)
def test_what_counts_as_gathering(source: str, gathers: bool) -> None:
    assert only_gathers(source) is gathers
