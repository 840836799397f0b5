"""Compare the French catalogue with the strings of the sources.

Run by .ci/run, since it needs gettext: `python -m tests.catalogue`. Ends with an error when a string is
missing from the committed catalogue, or stands there without being used, or cannot be extracted at all.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

from tests.translation_calls import unextractable

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/fr/LC_MESSAGES/django.po")
IGNORED = (".*", "var", "tests")
COMMAND = (
    "manage.py makemessages -l fr --no-obsolete --no-location --ignore=.venv --ignore=var --ignore=tests"
)

Key = tuple[str | None, str, str]


def keys(path: Path) -> set[Key]:
    """What identifies each string of a catalogue: context, singular, plural."""
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(path))}


def extracted() -> set[Key]:
    """The strings of the sources, extracted in a copy of them."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "sources"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*IGNORED, "node_modules", "*.mp4", "*.po"))
        subprocess.run([sys.executable, *COMMAND.split()], cwd=copy, check=True, stdout=subprocess.DEVNULL)
        return keys(copy / CATALOGUE)


def main() -> None:
    committed, used = keys(ROOT / CATALOGUE), extracted()
    problems, in_sources = unextractable(ROOT, IGNORED)
    used_keys = {(context, msgid) for context, msgid, _plural in used}
    problems += [
        *(
            f"{place}: makemessages does not extract {key[1]!r}"
            for key, place in in_sources.items()
            if key not in used_keys
        ),
        *(
            f"missing from the catalogue: {msgid!r}"
            for _context, msgid, _plural in sorted_keys(used - committed)
        ),
        *(f"no longer used: {msgid!r}" for _context, msgid, _plural in sorted_keys(committed - used)),
    ]
    if problems:
        sys.exit("\n".join([*problems, f"Run `{COMMAND}`, translate, then `manage.py compilemessages`."]))
    print(f"The French catalogue holds the {len(committed)} strings of the sources")


def sorted_keys(found: set[Key]) -> list[Key]:
    return sorted(found, key=lambda key: key[1])


if __name__ == "__main__":
    main()
