"""The embedded default on loopback: the demonstration, and development."""

from .base import *
from .base import VAR_DIR, env

DEBUG = env.bool("DEBUG", default=False)
# Signs cookies of a portal that listens on loopback only; production refuses to start without its own.
SECRET_KEY = "loopback-demonstration-key-not-a-secret"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

VAR_DIR.mkdir(parents=True, exist_ok=True)
