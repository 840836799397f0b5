"""Names of stored files: plain, short, and the same on every system."""

import re
from pathlib import PurePosixPath

from portal.common.text import fold

LONGEST_STEM = 70  # characters; with its folder, suffix and extension a name fits the 100 of its column
LONGEST_EXTENSION = 8
# Devices on Windows, whatever follows the first point: a file of this name could not be copied there.
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$")


def safe_name(name: str) -> str:
    """Return a safe name for a file uploaded as `name`.

    It has small ASCII letters, digits, hyphens, underscores and one extension. Whatever a name can hide goes:
    folders, leading points, control and direction characters, a second extension.
    """
    path = PurePosixPath(fold(name).replace("\\", "/"))
    stem = re.sub(r"[^a-z0-9_]+", "-", _ascii(path.stem)).strip("-_")[:LONGEST_STEM]
    if not stem or _DEVICES.match(stem):
        stem = f"file-{stem}".rstrip("-")
    extension = re.sub(r"[^a-z0-9]", "", _ascii(path.suffix))[:LONGEST_EXTENSION]
    return f"{stem}.{extension}" if extension else stem


def extension_of(name: str | None) -> str:
    """Return the extension of a file's name in small letters, without its point."""
    return PurePosixPath(name or "").suffix.lower().removeprefix(".")


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode()
