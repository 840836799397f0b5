"""Static files of an installation: named by their content, compressed, with one style sheet."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE_SHEET = "css/main.css"
IMPORT = re.compile(r'^@import url\("(?P<part>[^"]+)"\);$', re.MULTILINE)


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Join the parts of the style sheet, so that a visit asks for one file.

    The addresses of files are composed once in a process: a page writes dozens of them.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        if settings.DEBUG or force:
            return str(super().url(name, force))
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name))
        return self._addresses[name]

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and STYLE_SHEET in paths:
            self.delete(STYLE_SHEET)
            self.save(STYLE_SHEET, ContentFile(joined_style_sheet()))
            paths[STYLE_SHEET] = (self, STYLE_SHEET)
        yield from super().post_process(paths, dry_run, **options)


def joined_style_sheet() -> str:
    """Return the style sheet with the text of each part instead of its `@import`."""
    return IMPORT.sub(lambda found: _source(f"css/{found['part']}"), _source(STYLE_SHEET))


def _source(name: str) -> str:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(f"{STYLE_SHEET} imports {name}, which is in no static folder.")
    return Path(path).read_text(encoding="utf-8")
