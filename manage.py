#!/usr/bin/env python3
"""Django's command line for the portal."""

import os
import sys

DEVELOPMENT = "portal.settings.dev"


def say_what_is_used() -> None:
    """Say on stderr what a shell without DJANGO_SETTINGS_MODULE works on: perhaps another was meant."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    place = f"{database['NAME']} on {database['HOST']}" if database.get("HOST") else database["NAME"]
    sys.stderr.write(
        f"Development settings, database {place}. A real installation: "
        "DJANGO_SETTINGS_MODULE=portal.settings.production\n"
    )


if __name__ == "__main__":
    is_chosen = "DJANGO_SETTINGS_MODULE" in os.environ
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DEVELOPMENT)
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        if not is_chosen:
            say_what_is_used()
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")  # it says what to set
