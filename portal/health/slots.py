"""Files of the counters of each process: Prometheus asks one process, which adds up those of all.

A process takes the first slot that no living process holds, with its files: counters go on where a process
that died left them, so that their sums never fall, and the files are as many as the processes were at once.
"""

import contextlib
import fcntl
import itertools
import os
import struct
from pathlib import Path
from typing import TextIO

from prometheus_client.mmap_dict import MmapedDict

KINDS = ("counter", "histogram")
# Taken on the disk beforehand: a file in memory that cannot grow on a full disk kills its process.
FILE_SIZE = 2 * 1024 * 1024  # bytes; a name of a route, a status and a value take some 150

_held: list[TextIO] = []  # locks of this process: its end releases them


def take_slot(folder: Path) -> int:
    """Take a slot for the life of this process, and return its number. Raise OSError if the disk is full."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in itertools.count():
        lock = (folder / f"{number}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        break
    _held.append(lock)
    for kind in KINDS:
        _prepare(folder / f"{kind}_{number}.db")
    return number


def _prepare(file: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if not _is_readable(file):
            file.unlink()
    with file.open("ab") as opened:
        os.posix_fallocate(opened.fileno(), 0, FILE_SIZE)


def _is_readable(file: Path) -> bool:
    """Return False if the machine stopped while the file was written."""
    try:
        return all(key for key, *_value in MmapedDict.read_all_values_from_file(file))
    except (RuntimeError, ValueError, struct.error):
        return False
