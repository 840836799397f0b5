"""Who may import whom (see the README): import-linter holds the contracts of pyproject.toml."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


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
