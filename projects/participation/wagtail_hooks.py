"""What Wagtail knows of participation: the moderators' desk, the charter's rules, the log."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry

from .admin_views.moderation import CaseView, CharterRuleViewSet, DeskMenuItem, DeskView, SealedTextView
from .views.contributions import import_contributions
from .viewsets import ContributionViewSet

# Moderation


@hooks.register("register_log_actions")
def register_moderation_log_actions(registry: LogActionRegistry) -> None:
    for action, label in {
        "participation.mask": _("Comment masked"),  # written until moderation had a register
        "participation.decide": _("Moderation decision"),
        "participation.decide_appeal": _("Decision on an appeal"),
        "participation.read_sealed": _("Withdrawn text read"),
    }.items():
        registry.register_action(action, label, label)


@hooks.register("register_admin_urls")
def register_moderation_urls() -> list[URLPattern]:
    return [
        path("moderation/", DeskView.as_view(), name="moderation_desk"),
        path("moderation/results/", DeskView.as_view(results_only=True), name="moderation_desk_results"),
        path("moderation/<int:comment_id>/", CaseView.as_view(), name="moderation_case"),
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
    """Rights of moderation that a group's form offers."""
    return Permission.objects.filter(
        content_type__app_label="participation",
        codename__in=["add_moderationdecision", "view_sealedtext", "add_charterrule", "change_charterrule"],
    )


# Proposals


@hooks.register("register_permissions")
def register_proposal_permissions() -> QuerySet[Permission]:
    """The right to answer proposals, which a group's form offers."""
    return Permission.objects.filter(content_type__app_label="participation", codename="add_proposalanswer")


# Contributions


@hooks.register("register_log_actions")
def register_import_log(registry: LogActionRegistry) -> None:
    registry.register_action(
        "participation.import_contributions", _("Import of contributions"), _("Contributions imported")
    )


@hooks.register("register_admin_viewset")
def register_contributions() -> ViewSet:
    return ContributionViewSet()


@hooks.register("register_admin_urls")
def register_contribution_urls() -> list[URLPattern]:
    return [path("importer-des-contributions/", import_contributions, name="import_contributions")]
