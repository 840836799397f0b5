"""Files of a backup: what is written to one may pass through a command that encrypts it.

The command reads the clear text from its standard input and writes the sealed one to its standard output, as
`age -r …` and `gpg --encrypt -r …` do. Another one opens it again: it need not be on the same machine.
"""

import contextlib
import hashlib
import os
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from .errors import UpkeepError

SAID = 1000  # characters of what a program said last
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


def encrypts() -> bool:
    """Return True if what is written now is encrypted."""
    return bool(settings.BACKUP_ENCRYPT_COMMAND)


def decrypts() -> bool:
    """Return True if this machine is told how to open what is encrypted."""
    return bool(settings.BACKUP_DECRYPT_COMMAND)


@contextlib.contextmanager
def sealed_writer(path: Path) -> Iterator[IO[bytes]]:
    """Open a private file to write a part of a backup. It is on the disk when the block ends."""
    with _open_private(path) as file:
        if encrypts():
            with running(shlex.split(settings.BACKUP_ENCRYPT_COMMAND), stdin=PIPE, stdout=file) as command:
                assert command.stdin is not None
                yield command.stdin
        else:
            yield file
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def clear_copy(path: Path, encrypted: bool, folder: Path) -> Iterator[Path]:
    """Give the path of a clear copy of a part of a backup: the part itself unless it is encrypted."""
    if not encrypted:
        yield path
        return
    if not decrypts():
        raise UpkeepError(
            _("The backup is encrypted: give the command that opens it in BACKUP_DECRYPT_COMMAND.")
        )
    clear = folder / f"{path.name}.clear"
    try:
        with (
            _open_private(clear) as file,
            path.open("rb") as source,
            running(shlex.split(settings.BACKUP_DECRYPT_COMMAND), stdin=source, stdout=file),
        ):
            pass
        yield clear
    finally:
        clear.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_private(path: Path, text: str) -> None:
    """Write a private text file in one step: whoever reads it finds the whole of it."""
    make_private(path.parent)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)  # cut short by a crash
    with _open_private(part) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def make_private(folder: Path) -> None:
    """Make a folder, and those above that lack, which nobody else may enter."""
    if not folder.exists():
        make_private(folder.parent)
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open_private(path: Path) -> IO[bytes]:
    """Make a file that nobody else may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb")


@contextlib.contextmanager
def running(
    command: list[str],
    *,
    env: dict[str, str] | None = None,
    stdin: IO[bytes] | int | None = None,
    stdout: IO[bytes] | int | None = None,
) -> Iterator[Popen[bytes]]:
    """Run a program during the block, and wait for its end after it.

    Raise `UpkeepError` with its last words if it failed, and if it is not installed.
    """
    with tempfile.TemporaryFile() as words:
        try:
            process = Popen(
                command, env={**os.environ, **(env or {})}, stdin=stdin, stdout=stdout, stderr=words
            )
        except FileNotFoundError as error:
            raise UpkeepError(
                _("The program '%(program)s' is not found: install it, or mend the PATH.")
                % {"program": command[0]}
            ) from error
        unread = False
        try:
            try:
                yield process
                if process.stdin:
                    process.stdin.close()
            except BrokenPipeError:
                if process.stdin is None:
                    raise  # of another program
                unread = True  # its words say why
            status = process.wait()
        finally:
            process.kill()
            process.wait()
        if status or unread:
            words.seek(0)
            raise UpkeepError(
                _("'%(program)s' failed (status %(status)s). %(words)s")
                % {
                    "program": command[0],
                    "status": status,
                    "words": words.read().decode(errors="replace").strip()[-SAID:],
                }
            )
