"""Who may import whom (see the README): import-linter holds the contracts of pyproject.toml."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_each_layer_imports_only_what_stands_below_it() -> None:
    assert lint_imports(no_cache=True, no_logo=True) == EXIT_STATUS_SUCCESS
