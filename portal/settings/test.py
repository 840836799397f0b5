"""Tests: fast password hashing, mail kept in memory, static files without a manifest."""

import os
import tempfile
from pathlib import Path

from .base import *
from .base import INSTALLED_APPS, LOGGING

INSTALLED_APPS = ["portal.demo", *INSTALLED_APPS]
PUBLISHED_ACCOUNTS_MAY_SIGN_IN = True

os.environ.setdefault("LOG_FORMAT", "text")
LOGGING["loggers"]["portal.request"] = {"level": "WARNING"}  # a line for each request tells a test nothing
SECRET_KEY = "tests"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "portal.media.storage.FolderStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
TASKS_IMMEDIATE = True
_TEST_DIR = Path(tempfile.mkdtemp(prefix="portal-tests-"))
MEDIA_ROOT = _TEST_DIR / "media"
METRICS_FOLDER = _TEST_DIR / "metrics"
SEARCH_INDEX_PATH = _TEST_DIR / "search.sqlite3"
SEARCH_URL = ""
