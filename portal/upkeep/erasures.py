"""The register of what was erased for ever, which a restore must erase again.

It is a file beside the database, one line for each erasure, and names what was erased by its key alone. Each
backup adds its lines to those in the folder of backups, so that the register survives the machine.
"""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from .sealing import PRIVATE_FILE, make_private, write_private

REGISTER = "erasures.jsonl"


def register_path() -> Path:
    """Return the place of the register of this installation."""
    return settings.VAR_DIR / "upkeep" / REGISTER


def note_erasure(kind: str, pk: int, **facts: Any) -> None:
    """Add an erasure to the register. Call it last in the transaction that erases.

    Were the transaction then lost, what was to be erased is erased at a restore: never the contrary.
    """
    path = register_path()
    make_private(path.parent)
    line = json.dumps({"at": timezone.now().isoformat(), "kind": kind, "pk": pk, **facts})
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
    try:
        os.write(descriptor, f"{line}\n".encode())  # one call: two processes do not mix their lines
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def merge_register(folder: Path) -> None:
    """Add to the register in a folder of backups the lines of that of this installation."""
    lines = {*_lines(folder / REGISTER), *_lines(register_path())}
    write_private(folder / REGISTER, "".join(f"{line}\n" for line in sorted(lines)))


def erased_since(moment: str, folder: Path) -> list[dict[str, Any]]:
    """Return what was erased since a moment, from the register here and that of a folder of backups."""
    lines = {*_lines(folder / REGISTER), *_lines(register_path())}
    erasures = [json.loads(line) for line in sorted(lines)]
    return [erasure for erasure in erasures if erasure["at"] >= moment]


def _lines(path: Path) -> list[str]:
    """Return the whole lines of a register: the last one may be cut short by a crash."""
    if not path.exists():
        return []
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
