"""Storage of uploads in a folder of the server. `s3_storage` is the alternative."""

import tempfile
from pathlib import Path
from typing import Protocol, cast, runtime_checkable

from django.core.files.storage import FileSystemStorage, default_storage

from portal.media.names import safe_name


class SafeNamesMixin:
    """Every file stored through a field of a model takes a safe name, whoever chose the name."""

    def get_valid_name(self, name: str) -> str:
        return safe_name(name)


class FolderStorage(SafeNamesMixin, FileSystemStorage):
    """A folder that no web server exposes."""

    def check_writable(self) -> None:
        """Write a byte in a file without a name. Raise OSError if that cannot be done."""
        Path(self.location).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self.location) as file:
            file.write(b"x")


@runtime_checkable
class SigningStorage(Protocol):
    """A storage that a browser may read itself, with an address signed for a short time."""

    def signed_address(
        self, name: str, *, method: str, seconds: int, content_type: str, disposition: str
    ) -> str: ...


class CheckedStorage(Protocol):
    """A storage that says whether it takes files."""

    def check_writable(self) -> None: ...


def check_uploads() -> None:
    """Raise an error if the storage of the uploads does not take files."""
    cast(CheckedStorage, default_storage).check_writable()
