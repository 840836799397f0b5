"""The embedded default on loopback: development, on the data of the demonstration or others."""

import os

from .base import *
from .base import VAR_DIR, env

DEBUG = env.bool("DEBUG", default=False)
# Signs cookies of a portal that listens on loopback only; production refuses to start without its own.
SECRET_KEY = "loopback-demonstration-key-not-a-secret"  # noqa: S105
PUBLISHED_ACCOUNTS_MAY_SIGN_IN = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

os.environ.setdefault("LOG_FORMAT", "text")
VAR_DIR.mkdir(parents=True, exist_ok=True)
