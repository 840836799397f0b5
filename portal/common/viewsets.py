"""Wagtail's screen for the external sites."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from portal.common.models import ExternalSite


class ExternalSiteViewSet(ModelViewSet):
    """The screens of the sites to which pages may link."""

    model = ExternalSite
    icon = "link-external"
    menu_label = _("External sites")
    menu_order = 620
    add_to_settings_menu = True
    form_fields = ["name", "host"]
    list_display = ["name", "host"]
    search_fields = ["name", "host"]
    search_backend_name = None
    copy_view_enabled = False
