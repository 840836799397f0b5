from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WagtailPatchesConfig(AppConfig):
    name = "portal.wagtail_patches"
    label = "wagtail_patches"
    verbose_name = _("Corrections of Wagtail")

    def ready(self) -> None:
        from . import (
            admin_buttons,
            admin_filters,
            admin_ordering,
            admin_refusals,
            admin_scripts,
            admin_search,
            admin_tags,
            composed,
            date_fields,
            exports,
            page_rights,
            readable,
            stream_forms,
            tagging,
        )

        admin_buttons.install()
        admin_filters.install()
        admin_ordering.install()
        admin_refusals.install()
        admin_scripts.install()
        admin_search.install()
        admin_tags.install()
        composed.install()
        date_fields.install()
        exports.install()
        page_rights.install()
        readable.install()
        stream_forms.install()
        tagging.install()
