"""A real installation: every secret and address comes from the environment."""

import ipaddress
import os

from portal.http.content_policy import admin_policy, site_policy

from .base import *
from .base import CONTENT_SOURCES, LOGGING, env
from .requirements import require

require(os.environ)

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[], cast=str.strip)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", cast=str.strip)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

# Errors go to a server that speaks Sentry's protocol, besides the log.
if dsn := env.str("SENTRY_DSN", default=""):
    LOGGING["handlers"]["reports"] = {
        "class": "portal.http.error_reports.ErrorReports", "filters": ["work"], "dsn": dsn,
    }  # fmt: skip
    LOGGING["root"]["handlers"].append("reports")

# The web server in front is on this machine unless said otherwise, and sets X-Forwarded-For.
TRUSTED_PROXIES = [
    ipaddress.ip_network(network)
    for network in env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"], cast=str.strip)
]
# HTTPS only; the proxy in front says whether the visitor came so.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
_HTTPS_ONLY = {"upgrade-insecure-requests": True}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**site_policy(**CONTENT_SOURCES), **_HTTPS_ONLY}}
CONTENT_SECURITY_POLICY_ADMIN = {**admin_policy(**CONTENT_SOURCES), **_HTTPS_ONLY}

# A browser takes a cookie of this prefix from this very host over HTTPS, and from nobody else.
COOKIE_PREFIX = "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LANGUAGE_COOKIE_SECURE = True
