"""The WSGI entry point, which `run.py serve` and `run.py demo` give to granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

_application = get_wsgi_application()

from portal.accounts.checks import refuse_published_accounts  # noqa: E402 (models need the settings)
from portal.http.views import load_error_pages  # noqa: E402
from portal.http.work import logging_failures  # noqa: E402
from portal.upkeep.checks import refuse_half_restored  # noqa: E402

refuse_half_restored()
refuse_published_accounts()
load_error_pages()
application = logging_failures(_application)
