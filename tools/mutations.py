"""Take out one guard after another in a copy of the sources: the tests must miss each.

`python -m tools.mutations` takes all of them with the tests that each names; `--sample 3` takes three, which
TESTS_SEED chooses; `--only quota` those with such a name; `--all` runs every test for each. Fails if the
tests pass without a guard, or if the text of a guard is not found.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .guards import GUARDS, Guard

ROOT = Path(__file__).resolve().parents[1]
MIGRATED = Path("var", "tests")  # see tests/migrated.py
TESTS_FAILED = 1  # as pytest exits. Anything else says that the tests did not run.


def without(guard: Guard, root: Path = ROOT) -> str:
    """Return the source without the guard. Raise `ValueError` if its text does not stand there once."""
    source = (root / guard.path).read_text(encoding="utf-8")
    if source.count(guard.text) != 1:
        raise ValueError(
            f"“{guard.name}”: {guard.path} holds its text {source.count(guard.text)} times, not once."
        )
    return source.replace(guard.text, guard.instead)


def copy_sources(copy: Path) -> None:
    """Copy what git follows, and the migrated databases of the tests."""
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    for name in filter(None, listed.split("\0")):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    if (ROOT / MIGRATED).exists():
        shutil.copytree(ROOT / MIGRATED, copy / MIGRATED)


def write(path: Path, source: str) -> None:
    """Replace a module. What Python kept of it compiled goes: it may look as new as this."""
    path.write_text(source, encoding="utf-8")
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
        compiled.unlink()


def run_tests(copy: Path, tests: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run these tests in the copy until the first failure; all of them if none is named."""
    workers = ["-n", "0"] if tests else []
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *workers, *tests]
    env = {**os.environ, "PORTAL_VAR_DIR": str(copy / "var")}
    return subprocess.run(command, cwd=copy, env=env, check=False, capture_output=True, text=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take out what the command line asks for, and return 1 if the tests did not miss a guard."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=len(GUARDS), help="how many guards to take out")
    parser.add_argument("--only", default="", help="take out those whose name holds this")
    parser.add_argument("--all", action="store_true", help="run every test for each guard")
    options = parser.parse_args(arguments)
    seed = os.environ.get("TESTS_SEED")
    named = [guard for guard in GUARDS if options.only in guard.name]
    chosen = random.Random(seed).sample(named, min(options.sample, len(named)))  # noqa: S311
    unmissed = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_sources(copy)
        for guard in chosen:
            changed = without(guard)
            write(copy / guard.path, changed)
            done = run_tests(copy, [] if options.all else guard.tests.split())
            write(copy / guard.path, (ROOT / guard.path).read_text(encoding="utf-8"))
            is_missed = done.returncode == TESTS_FAILED
            print(f"{'missed' if is_missed else 'NOT MISSED'}: {guard.name} ({guard.path})", flush=True)
            if not is_missed:
                print(f"{done.stdout[-2000:]}{done.stderr[-2000:]}", flush=True)
                unmissed.append(guard.name)
    if unmissed:
        print(f"{len(unmissed)} of {len(chosen)} guards can go without a test that fails.", file=sys.stderr)
    return 1 if unmissed else 0


if __name__ == "__main__":
    sys.exit(main())
