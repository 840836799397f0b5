from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FragmentsConfig(AppConfig):
    name = "portal.fragments"
    label = "fragments"
    verbose_name = _("Parts of pages kept for all readers")

    def ready(self) -> None:
        from django.contrib.auth.models import Group
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.models import Locale, Site

        from portal.common.models import ExternalSite

        from . import receivers
        from .content import depends_on

        receivers.connect()
        # The menu of an account follows the rights of its groups.
        depends_on(Site, Locale, ExternalSite, Group, get_image_model(), get_document_model())
