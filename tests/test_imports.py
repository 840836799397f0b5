"""Who may import whom (see the README): import-linter holds the contracts of pyproject.toml."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ["portal", "home", "projects", "videos", "search"]


def test_each_layer_imports_only_what_stands_below_it() -> None:
    # In a process of its own: it silences every logger that exists, which other tests read.
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_everything_in_projects_stands_in_a_layer() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = settings["tool"]["importlinter"]["contracts"]
    layered = set(re.findall(r"[\w.]+", " ".join(contract["layers"])))
    modules = {path.stem for path in (ROOT / "projects").glob("[a-z]*")} - {"migrations"}
    assert {f"projects.{module}" for module in modules} <= layered


def test_the_readme_draws_these_layers() -> None:
    """A new layer, or a new name in one, is written in pyproject.toml and in the README."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = settings["tool"]["importlinter"]["contracts"]
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    drawing = text.partition("`[tool.importlinter]`")[2].partition("[A drawing]")[0]
    drawn = [set(line.strip().split(" · ")) for line in drawing.splitlines() if line.startswith("    ")]
    # The modules of `projects` itself, which the contract names one by one, are one word of the drawing.
    layers = [{"projects"} if ":" in layer else set(layer.split(" | ")) for layer in contract["layers"]]
    assert drawn == layers


def test_every_folder_is_in_the_readme() -> None:
    parts_of_an_app = {"migrations", "models", "templatetags", "management"}
    readme = (ROOT / "README.md").read_text("utf-8")
    folders = [init.parent for name in ("portal", "projects") for init in (ROOT / name).glob("*/__init__.py")]
    named = {str(folder.relative_to(ROOT)) for folder in folders if folder.name not in parts_of_an_app}
    missing = {name for name in named if f"`{name}/`" not in readme}
    assert missing == {"portal/settings"}  # it is named with its parent


def files_by_module() -> dict[str, Path]:
    """Return the modules of the portal, by their dotted names; those of a package bear its name."""
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in files
    }


def imports(name: str, file: Path, modules: set[str]) -> Iterator[str]:
    """Yield the modules among these that a file imports: at its top, in a function or for types alone."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            above = (
                name.split(".")[: -node.level + (file.name == "__init__.py") or None] if node.level else []
            )
            package = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                yield from [one for one in (f"{package}.{alias.name}", package) if one in modules][:1]


def graph_of(files: dict[str, Path]) -> dict[str, set[str]]:
    return {name: set(imports(name, file, set(files))) - {name} for name, file in files.items()}


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    """Return modules that import each other, the first one again at the end; none if there are none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circle_in(graph_of(files_by_module())) == []


@pytest.mark.parametrize(
    "way",
    [
        "from portal.one import THING",
        "import portal.one",
        "from . import one",
        "from .one import THING",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .one import THING",
        "def later():\n    from .one import THING",
    ],
)
def test_every_way_to_import_is_seen(way: str, tmp_path: Path) -> None:
    files = {
        "portal": tmp_path / "__init__.py",
        "portal.one": tmp_path / "one.py",
        "portal.two": tmp_path / "two.py",
    }
    files["portal"].touch()
    files["portal.one"].write_text("from .two import OTHER")
    files["portal.two"].write_text(way)
    assert set(circle_in(graph_of(files))) == {"portal.one", "portal.two"}
    files["portal.two"].write_text("from . import three")
    assert circle_in(graph_of(files)) == []
