"""Read access to uploaded files: each top folder of the uploads belongs to one app, which decides.

An app registers its folders when it is ready. A file of a folder that nobody registered is never served.
"""

from collections.abc import Callable

from django.http import HttpRequest

# Takes the request and the file's name in the storage; no answer depends on whether the file exists.
ReadPermission = Callable[[HttpRequest, str], bool]

_permissions: dict[str, ReadPermission] = {}


def register_folder(folder: str, may_read: ReadPermission) -> None:
    """Let `may_read` decide for the files under `folder`."""
    _permissions[folder] = may_read


def user_can_read_file(request: HttpRequest, name: str) -> bool:
    """Return True if the person behind the request may read the file called `name`."""
    folder = name.partition("/")[0]
    may_read = _permissions.get(folder)
    return may_read is not None and may_read(request, name)
