"""Which version of the content a request sees, and what is kept for all its readers."""

import functools
import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from wagtail.models import Page

from portal.common.access import denied_paths
from portal.common.recent import Recent

from .models import ContentChange

T = TypeVar("T")

# What stands in kept forms for the hidden fields of their reader. It is never shown: no author can write it.
FORM_TOKENS = salted_hmac("portal.fragments", "form tokens", algorithm="sha256").hexdigest()

KEPT_FOR = 60 * 60  # seconds; what is out of date is not asked for again, and goes by itself
MOST_HELD = 12  # large things

# Fields that no page shows: writing these alone, as each draft and each visit does, changes no page.
UNSHOWN = {
    "draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at", "last_login",
}  # fmt: skip

_models: set[type[models.Model]] = set()
# One thread of a process makes a part that many ask for at once; the others wait for it.
_locks = [threading.Lock() for _number in range(64)]
_thread = threading.local()
_held: Recent[Any] = Recent(MOST_HELD)


def depends_on(*shown: type[models.Model]) -> None:
    """Make each change of these models a change of the content. Every page is one already."""
    _models.update(shown)


def is_content(model: type[models.Model]) -> bool:
    """Return True if pages show rows of this model."""
    return model in _models or issubclass(model, Page)


def content_changed() -> None:
    """Make every part that is kept out of date, once the transaction is committed."""
    ContentChange.objects.create()


def is_shared(request: HttpRequest) -> bool:
    """Return True if what this request shows is for all readers.

    A preview shows an editor what they are writing: it is neither kept nor taken from what is kept.
    """
    return hasattr(request, "session") and not getattr(request, "is_preview", False)


def kept(request: HttpRequest, name: str, *varies: object, make: Callable[[], T]) -> T:
    """Return what `make` returns, kept for all who may read the same pages in the same language.

    It is made again after each change of the content and each day. `varies` are the other values that it
    depends on. It must not depend on who the reader is. None is not kept. See `is_shared` for what is not.
    """
    if not is_shared(request):
        return make()
    key = _key(name, f"{_version(request)} {varies!r}")
    found: T | None = cache.get(key)
    if found is None:
        with _alone(key):
            found = cache.get(key)
            if found is None:
                found = make()
                if found is not None:
                    cache.set(key, found, KEPT_FOR)
    return found


@contextmanager
def _alone(key: str) -> Iterator[None]:
    """Keep other threads from making the same part.

    A part inside another one is made without waiting: two threads that each wait for what the other makes
    would never end.
    """
    if getattr(_thread, "is_making", False):
        yield
        return
    with _locks[hash(key) % len(_locks)]:
        _thread.is_making = True
        try:
            yield
        finally:
            _thread.is_making = False


def held(request: HttpRequest, name: str, *varies: object, make: Callable[[], T]) -> T:
    """Return what `make` returns, as `kept` does, from the memory of this process.

    It suits what is large and needed at each request: it is not copied, and only the latest few are held.
    Nobody may change it.
    """
    if not is_shared(request):
        return make()
    key = _key(name, f"{_version(request)} {varies!r}")
    found: T | None = _held.get(key)
    if found is None:
        with _alone(key):
            found = _held.get(key)
            if found is None:
                found = make()
                _held.put(key, found)
    return found


def kept_each(name: str, states: Iterable[str], *, make: Callable[[int], str]) -> list[str]:
    """Return the parts of a list, each kept for all for whom its state is the same, in the same language.

    The state holds all that a part depends on: no change of the content is asked for. `make` takes the number
    of a part that is not kept yet.
    """
    keys = [_key(name, state) for state in states]
    found: dict[str, str] = cache.get_many(keys)
    made = {key: make(number) for number, key in enumerate(keys) if key not in found}
    if made:
        cache.set_many(made, KEPT_FOR)
    return [found.get(key) or made[key] for key in keys]


def _key(name: str, state: str) -> str:
    digest = hashlib.sha256(f"{get_language()} {_build()} {state}".encode()).hexdigest()
    return f"fragments.{name}.{digest}"


@functools.cache
def _build() -> str:
    """Return a digest of code, templates, catalogues and key: a new version keeps its own parts.

    So does an installation that is started again with other periods of retention, which pages show. Kept
    objects are of the classes of one version: another would miss what these do not have yet.
    """
    digest, root = hashlib.sha256(f"{FORM_TOKENS} {settings.RETENTION}".encode()), settings.BASE_DIR
    files = {*(root / "templates").rglob("*.html"), *(root / "locale").rglob("*.mo")}
    for package in {app.name.partition(".")[0] for app in apps.get_app_configs()}:
        files |= set((root / package).rglob("*.py"))
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _latest_change() -> tuple[Any, ...]:
    """Return the number and the time of the latest change, and how many are known.

    Every page asks it: in plain SQL, it costs a tenth of what Django's aggregation does.
    """
    table = connection.ops.quote_name(ContentChange._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(id), MAX(at), COUNT(*) FROM {table}")  # noqa: S608  no value in it
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def _version(request: HttpRequest) -> str:
    """Return the version of the content that this person may read.

    It is asked once per request, but for each part after a form was sent, which may just have changed it.
    It is never used twice: for the same latest row, more rows are committed, and old ones go with a new one
    alone. The time tells a database apart from what it was before a backup was restored.
    """
    known: str | None = getattr(request, "content_version", None)
    if known is None or request.method == "POST":
        known = f"{_latest_change()} {timezone.localdate()} {denied_paths(request)}"
        request.content_version = known  # type: ignore[attr-defined]
    return known
