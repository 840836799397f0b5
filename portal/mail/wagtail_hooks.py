"""Registrations with Wagtail: the test of the settings, and the panel of the home page."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.wagtail_patches.screens import ScreenMenuItem

from .admin_views import MailTrialView, add_panel


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [path("courriels/essai/", MailTrialView.as_view(), name="mail_trial")]


@hooks.register("register_settings_menu_item")
def register_trial_menu_item() -> MenuItem:
    return ScreenMenuItem(
        MailTrialView.page_title, MailTrialView, "mail_trial", name="mail-trial", icon_name="mail", order=630
    )


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="mail")


hooks.register("construct_homepage_panels", add_panel)
