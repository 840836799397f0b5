"""Screens of small tables under the settings of the administration."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from portal.common.models import ExternalSite


class SettingsViewSet(ModelViewSet):
    """The screens of a table that is short enough to be searched in the database."""

    add_to_settings_menu = True
    copy_view_enabled = False
    search_backend_name = None


class ExternalSiteViewSet(SettingsViewSet):
    """The screens of the sites to which pages may link."""

    model = ExternalSite
    icon = "link-external"
    menu_label = _("External sites")
    menu_order = 620
    form_fields = ["name", "host"]
    list_display = ["name", "host"]
    search_fields = ["name", "host"]
