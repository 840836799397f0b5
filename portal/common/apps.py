from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "portal.common"
    label = "common"
    verbose_name = _("Common parts")

    def ready(self) -> None:
        from portal.common import (
            admin_ordering,
            admin_scripts,
            admin_search,
            checks,  # noqa: F401  registers them
            collation,
            composed,
            date_fields,
            log_checks,  # noqa: F401
            logs,
            readable,
            spreadsheets,
            tags,
        )

        admin_ordering.install()
        admin_scripts.install()
        admin_search.install()
        collation.install()
        composed.install()
        date_fields.install()
        logs.log_thread_errors()
        readable.install()
        spreadsheets.install()
        tags.install()
