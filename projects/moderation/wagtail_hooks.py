"""Registrations with Wagtail: the desk, the rules of the charter, the log."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry

from .admin_views import CaseView, CharterRuleViewSet, DeskMenuItem, DeskView, SealedTextView
from .flood_views import FloodView, PersonView


@hooks.register("register_log_actions")
def register_moderation_log_actions(registry: LogActionRegistry) -> None:
    for action, label in {
        "moderation.decide": _("Moderation decision"),
        "moderation.decide_appeal": _("Decision on an appeal"),
        "moderation.read_sealed": _("Withdrawn text read"),
    }.items():
        registry.register_action(action, label, label)


@hooks.register("register_admin_urls")
def register_moderation_urls() -> list[URLPattern]:
    return [
        path("moderation/", DeskView.as_view(), name="moderation_desk"),
        path("moderation/results/", DeskView.as_view(results_only=True), name="moderation_desk_results"),
        path("moderation/<int:comment_id>/", CaseView.as_view(), name="moderation_case"),
        path("moderation/agent/<int:agent_id>/", PersonView.as_view(), name="moderation_flood_of"),
        path("moderation/rafale/<int:flood_id>/", FloodView.as_view(), name="moderation_flood"),
        path(
            "moderation/registre/<int:entry_id>/texte/",
            SealedTextView.as_view(),
            name="moderation_sealed_text",
        ),
    ]


@hooks.register("register_admin_menu_item")
def register_moderation_menu_item() -> MenuItem:
    return DeskMenuItem(
        _("Moderation"), DeskView, "moderation_desk", name="moderation", icon_name="clipboard-list", order=310
    )


@hooks.register("register_admin_viewset")
def register_moderation_viewsets() -> list[ViewSet]:
    return [CharterRuleViewSet()]


@hooks.register("register_permissions")
def register_moderation_permissions() -> QuerySet[Permission]:
    """Return the rights of moderation that the form of a group offers."""
    return Permission.objects.filter(
        content_type__app_label="moderation",
        codename__in=["add_moderationdecision", "view_sealedtext", "add_charterrule", "change_charterrule"],
    )
