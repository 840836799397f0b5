"""Settings common to every installation.

What differs from one installation to the next comes from environment variables; the README's
configuration table lists them.
"""

import ipaddress
from datetime import time, timedelta
from email.utils import formataddr, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.utils.translation import gettext_lazy as _

from portal.http.content_policy import admin_policy, bucket_origins, origin, site_policy
from portal.http.logs import to_stderr

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()  # `cast=str.strip`: people put spaces after commas

PORTAL_NAME = env.str("PORTAL_NAME", default="Projet d’administration")

# Everything the portal writes: database, search index, uploads, mail of the demonstration.
VAR_DIR = Path(env.str("PORTAL_VAR_DIR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "home",
    "search",
    "videos",
    "projects",
    "projects.groups",
    "projects.comments",
    "projects.proposals",
    "projects.volunteering",
    "projects.moderation",
    "projects.newsletters",
    "projects.notifications",
    "portal.operations",
    "portal.privacy",
    "portal.signin",
    "portal.media",
    "portal.accounts",
    "portal.tasks",
    "portal.mail",
    "portal.quotas",
    "portal.fragments",
    "portal.upkeep",
    "portal.wagtail_patches",
    "portal.http",
    "portal.health",
    "portal.common",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.sites",
    "portal.accounts.apps.PortalUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "portal.roles",  # the last: its groups are made when every right exists
]
# Templates of form fields are looked for where every template is.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

MIDDLEWARE = [
    "portal.health.middleware.HealthMiddleware",  # a probe knows neither the host's name nor HTTPS
    "portal.health.counting.CountingMiddleware",
    "portal.http.work.RequestIDMiddleware",
    "portal.http.request_log.RequestLogMiddleware",
    "portal.http.middleware.ContentPolicyMiddleware",
    "portal.http.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.media.middleware.PageGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.http.middleware.LanguageMiddleware",
    "portal.http.bad_requests.BadRequestMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.media.bodies.BodySizeMiddleware",
    "portal.signin.middleware.SignInMiddleware",
    "home.middleware.SiteMiddleware",
    "portal.accounts.middleware.ExportMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.http.form_recovery.FormRecoveryMiddleware",
    "portal.quotas.middleware.QuotaMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

LOGGING = to_stderr()

# Seen from outside: docs/surveillance.md
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # reads the metrics; empty: nothing is counted
METRICS_FOLDER = VAR_DIR / "metrics"  # counters of the processes of this machine
DISK_FREE_MINIMUM = env.float("DISK_FREE_MINIMUM", default=5.0)  # percent of the disk of `var/`

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.portal",
                "projects.notifications.header.unread",
            ],
            "builtins": ["portal.common.templatetags.display", "portal.http.form_owner"],
        },
    },
]

# A write transaction takes SQLite's lock at its start: two agents who take the last place at the
# same moment are served one after the other, and neither fails with 'database is locked'.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = env.str("CACHE_URL", default="")
CACHES = {
    "default": {"BACKEND": "portal.http.cache.SharedCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# Accounts and sessions
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "portal.signin.backends.AgentBackend",
    "portal.signin.backends.DirectoryBackend",
]
# Whether those of the demonstration may sign in: their password is known to all.
PUBLISHED_ACCOUNTS_MAY_SIGN_IN = False
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
# Views to which apps below their own lead.
MY_SPACE_URL = "my_space"
AGENT_VIEW = "notifications:agent"  # takes the key of an account
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Sign-in by the organisation's directory: docs/connexion.md
PASSWORD_SIGN_IN = env.bool("PASSWORD_SIGN_IN", default=True)
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default=urlsplit(OIDC_ISSUER).hostname or "")
OIDC_SCOPES = env.str("OIDC_SCOPES", default="openid profile email")
OIDC_SIGNED_USERINFO = env.bool("OIDC_SIGNED_USERINFO", default=False)
LDAP_URL = env.str("LDAP_URL", default="")
LDAP_STARTTLS = env.bool("LDAP_STARTTLS", default=True)  # on ldap://; ldaps:// is encrypted from the start
LDAP_CA_FILE = env.str("LDAP_CA_FILE", default="")  # none: the authorities that the system trusts
LDAP_BIND_DN = env.str("LDAP_BIND_DN", default="")
LDAP_BIND_PASSWORD = env.str("LDAP_BIND_PASSWORD", default="")
LDAP_USER_BASE = env.str("LDAP_USER_BASE", default="")
LDAP_USER_FILTER = env.str("LDAP_USER_FILTER", default="(mail={login})")
LDAP_ID_ATTRIBUTE = env.str("LDAP_ID_ATTRIBUTE", default="entryUUID")
LDAP_GROUP_BASE = env.str("LDAP_GROUP_BASE", default="")

# Sessions end with the browser, after so many seconds without a visit, and so many after signing in.
SESSION_ENGINE = "portal.signin.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # many share a computer
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_SECONDS", default=4 * 3600)
SESSION_ABSOLUTE_AGE = env.int("SESSION_ABSOLUTE_SECONDS", default=12 * 3600)
# X-Forwarded-For is believed from these addresses and networks only.
TRUSTED_PROXIES = [
    ipaddress.ip_network(network) for network in env.list("TRUSTED_PROXIES", default=[], cast=str.strip)
]
# Second factor: codes are limited by portal.signin.lockout, with passwords.
OTP_TOTP_ISSUER = PORTAL_NAME
OTP_TOTP_THROTTLE_FACTOR = 0
OTP_STATIC_THROTTLE_FACTOR = 0
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script reads the cookie
CSRF_FAILURE_VIEW = "portal.http.form_recovery.csrf_failure"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
COOKIE_PREFIX = ""
MESSAGE_STORAGE = "portal.http.message_storage.MessageStorage"

# What a browser may load and run. Other origins: those that a form may lead to (signing out goes on at
# the identity provider), and those to which portal.media sends for a file.
CONTENT_SOURCES: dict[str, list[str]] = {
    "sign_in": [
        *([origin(OIDC_ISSUER)] if OIDC_ISSUER else []),
        *env.list("SIGN_IN_ORIGINS", default=[], cast=str.strip),
    ],
    "media": bucket_origins(
        env.str("MEDIA_S3_BUCKET", default=""),
        endpoint=env.str("MEDIA_S3_ENDPOINT", default=""),
        region=env.str("MEDIA_S3_REGION", default=""),
    ),
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": site_policy(**CONTENT_SOURCES)}
CONTENT_SECURITY_POLICY_ADMIN = admin_policy(**CONTENT_SOURCES)

# What people may do, how much and for how long. Pages, messages and mails write these limits from here
# (portal.common.limits); the tests compare the guides with them.
LIMITS: dict[str, Any] = {
    "comment_correction": timedelta(minutes=15),
    "proposal_correction": timedelta(days=1),
    "sign_in_window": timedelta(minutes=15),  # in which wrong passwords and codes are counted
    "sign_in_tries": 5,  # for an account
    "sign_in_tries_of_network": 50,  # the agents of one body often share one public address
    "password_link": timedelta(days=3),
    "recovery_codes": 10,
    "digest_time": time(8),  # at which daily and weekly mails are made up; quiet hours may hold them back
    "film_bytes": 500 * 1024 * 1024,
    "captions_bytes": 2 * 1024 * 1024,
    "import_bytes": 2 * 1024 * 1024,
    "import_lines": 5_000,
}
PASSWORD_RESET_TIMEOUT = int(LIMITS["password_link"].total_seconds())

# How long data about people is kept. `purge_expired` applies it daily, and the register of processing
# shows it; docs/donnees-personnelles.md gives the reason of each period.
RETENTION = {
    "sign_in_failures": timedelta(days=1),  # they count for a quarter of an hour
    "unsent_mail": timedelta(days=30),  # after it was written: what leaves is deleted at once
    "given_up_tasks": timedelta(days=30),  # after the last attempt; they hold keys alone
    "suppressed_addresses": timedelta(days=365),  # after the last refusal: then mail is tried again
    "sessions": timedelta(days=1),  # after their end
    "audit_log": timedelta(days=365),  # the database refuses to erase it sooner
    "departed_agents": timedelta(days=30),  # after the account is closed: then it names nobody
    "deleted_comments": timedelta(days=60),  # after their author deleted them: then the text goes
    "sealed_texts": timedelta(days=365),  # after moderation withdrew them: see docs/moderation.md
    "reports": timedelta(days=365),  # after the decision
    "volunteer_lists": timedelta(days=365),  # after the action ended, or the offer was withdrawn
    "messages_to_volunteers": timedelta(days=365),  # after they were sent
    "notifications": timedelta(days=90),  # read or not; what is told stands where it happened
    "privacy_requests": timedelta(days=5 * 365),  # after the answer
    "search_logs": timedelta(days=400),  # counts by month, without names: a year can be compared to the last
    "abandoned_uploads": timedelta(days=1),  # put aside in the editor, and never kept
    "quotas": timedelta(days=30),  # who did how often what is limited
    "unused_film_files": timedelta(days=7),  # no film and no draft names them any more
}
# How often one person may do what writes to others, sends mail or costs much time: docs/limites.md.
QUOTAS = {
    "comment": "30/hour",
    "mention": "60/hour",
    "reaction": "200/hour",
    "report": "20/hour",
    "proposal": "10/day",
    "support": "100/hour",
    "offer": "20/hour",
    "message": "20/day",
    "meeting": "30/day",
    "follow": "200/hour",
    "saved_search": "60/hour",
    "privacy_request": "5/day",
    "archive": "10/day",
    "export": "60/hour",
    "mail_trial": "20/hour",
}
# Who receives requests about personal data; the portal's administrators when empty.
PRIVACY_CONTACT = env.str("PRIVACY_CONTACT", default="")

# Language and time
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
TIME_ZONE = "Europe/Paris"
USE_THOUSAND_SEPARATOR = False  # a number may be a key: portal.common.display parts thousands for readers

# Static files: served by the application itself, compressed and named by their content.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "portal" / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "portal.media.storage.FolderStorage"},
    "staticfiles": {"BACKEND": "portal.http.static_storage.PortalStaticFilesStorage"},
}

# Uploads: no web server ever exposes this folder; portal.media answers for each file.
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# nginx's internal location of that folder: it then sends the files that the portal allows.
MEDIA_ACCEL_PREFIX = env.str("MEDIA_ACCEL_PREFIX", default="")
# Or a private bucket; the keys are read from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
if bucket := env.str("MEDIA_S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "portal.media.s3_storage.PrivateS3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("MEDIA_S3_ENDPOINT", default=None),
            "region_name": env.str("MEDIA_S3_REGION", default=None),
        },
    }
# ClamAV's daemon: the path of its socket, or host:port. Empty: files are not scanned.
CLAMAV_SOCKET = env.str("CLAMAV_SOCKET", default="")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's editor sends many fields

# Work beside the requests: where its queues are. Whether it is done at once instead, as tests want it.
TASKS_URL = env.str("TASKS_URL", default=f"sqlite://{VAR_DIR / 'tasks.sqlite3'}")
TASKS_IMMEDIATE = False

# Mail: a request writes it to the outbox, the scheduler sends it by the transport.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}")
vars().update(EMAIL_CONFIG)
MAIL_TRANSPORT = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_BACKEND = "portal.mail.backends.OutboxBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portail@exemple.invalid")
if not parseaddr(DEFAULT_FROM_EMAIL)[0]:  # an address alone: people read the portal's name before it
    DEFAULT_FROM_EMAIL = formataddr((PORTAL_NAME, DEFAULT_FROM_EMAIL))
EMAIL_TIMEOUT = 10  # seconds
# Names of the keys by which the mail server signs: `check_mail_domain` looks for them.
MAIL_DKIM_SELECTORS = env.list("MAIL_DKIM_SELECTORS", default=[])

# Backups: the folder where they are made each day, and how many stay. The commands encrypt, and open again,
# what they get on their standard input: docs/exploitation.md.
BACKUP_DIR = Path(folder) if (folder := env.str("BACKUP_DIR", default="")) else None
BACKUP_KEEP = env.int("BACKUP_KEEP", default=14)
BACKUP_ENCRYPT_COMMAND = env.str("BACKUP_ENCRYPT_COMMAND", default="")
BACKUP_DECRYPT_COMMAND = env.str("BACKUP_DECRYPT_COMMAND", default="")

# Search of the portal (search/): the embedded index, and a server when one is named.
# Wagtail's own backend serves its admin only.
SEARCH_URL = env.str("SEARCH_URL", default="")
SEARCH_INDEX_PATH = VAR_DIR / "search.sqlite3"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# Wagtail
WAGTAIL_SITE_NAME = PORTAL_NAME
WAGTAILADMIN_BASE_URL = env.str("PORTAL_BASE_URL", default="http://localhost:8000")
WAGTAILADMIN_LOGIN_URL = "login"
WAGTAIL_FRONTEND_LOGIN_URL = "/connexion/"
WAGTAIL_PASSWORD_RESET_ENABLED = False  # the portal has its own
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # under “My space”
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # the login is in the hands of those who manage accounts
WAGTAIL_CONTENT_LANGUAGES = [("fr", _("French"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# How date fields are filled in; portal.common.dates reads more than that.
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_IMAGE_MODEL = "media.CustomImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.CustomDocument"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024  # bytes
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000  # all the frames of an animation together
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.media.forms.ImageForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024  # bytes
WAGTAILDOCS_DOCUMENT_FORM_BASE = "portal.media.forms.DocumentForm"
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "portal.wagtail_patches.readable.readable_tags"
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True
