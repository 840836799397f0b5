"""The WSGI entry point, which `run.py serve` and `run.py demo` give to granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

application = get_wsgi_application()

from portal.accounts.checks import refuse_published_accounts  # noqa: E402 (models need the settings)
from portal.upkeep.checks import refuse_half_restored  # noqa: E402

refuse_half_restored()
refuse_published_accounts()
