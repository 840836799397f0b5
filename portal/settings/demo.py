"""The demonstration, which `run.py demo` loads and serves on loopback."""

from .dev import *
from .dev import INSTALLED_APPS

INSTALLED_APPS = ["portal.demo", *INSTALLED_APPS]
