"""Changes to several actions at once, from the editors' list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction

from portal.accounts.models import User

from .admin_filters import listed_actions
from .enums import ActionStatus
from .models import ActionPage
from .services import report_progress
from .status_rule import progress_refusal, progress_with


class StatusForm(forms.Form):
    """The new status of the chosen actions, and one note for their readers."""

    status = forms.ChoiceField(label=_("New status"), choices=ActionStatus)
    progress = forms.IntegerField(
        label=_("Progress"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_(
            "In per cent, the same for all these actions. Leave empty to keep the progress of each; "
            "“Done” then sets 100%, “To start” sets 0%."
        ),
    )
    note = forms.CharField(
        label=_("Note for readers"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Published with today’s date in the progress log of each of these actions."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("status") and cleaned.get("progress") is not None:
            refusal = progress_refusal(cleaned["status"], cleaned["progress"])
            if refusal:
                self.add_error("progress", refusal)
        return cleaned


def new_progress(action: ActionPage, status: ActionStatus, progress: int | None) -> int | None:
    """Return the typed percentage, or the one that the new status implies.

    Return None if a percentage must be typed.
    """
    return progress_with(status, action.progress) if progress is None else progress


class ListedActionsMixin:
    """Interpret 'all' as the actions that the filters of the list select, not every page."""

    request: HttpRequest

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> QuerySet[Any]:
        return listed_actions(self.request).values_list("pk", flat=True)


class ChangeStatusBulkAction(ListedActionsMixin, BulkAction):
    """Report the same status on several actions, in one transaction."""

    display_name = _("Change status")
    action_type = "change_status"
    aria_label = _("Change the status of the selected actions")
    template_name = "wagtailadmin/bulk_actions/change_status.html"
    action_priority = 5
    models = [ActionPage]
    form_class = StatusForm

    def check_perm(self, action: ActionPage) -> bool:
        return bool(action.live and action.permissions_for_user(self.request.user).can_publish())

    def form_valid(self, form: StatusForm) -> Any:
        """Refuse the whole form if one action needs a percentage that was not given."""
        actions, _refused = self.get_actionable_objects()
        status, progress = ActionStatus(form.cleaned_data["status"]), form.cleaned_data["progress"]
        stuck = [action for action in actions if new_progress(action, status, progress) is None]
        if stuck:
            form.add_error(
                "progress",
                ngettext(
                    "Only “Done” is at 100%%, where action %(actions)s stands: enter 99 or less, which all "
                    "these actions will take, or choose fewer actions.",
                    "Only “Done” is at 100%%, where actions %(actions)s stand: enter 99 or less, which all "
                    "these actions will take, or choose fewer actions.",
                    len(stuck),
                )
                % {"actions": ", ".join(str(action.number) for action in stuck)},
            )
            return self.form_invalid(form)
        return super().form_valid(form)

    def get_execution_context(self) -> dict[str, Any]:
        assert self.cleaned_form is not None
        return {**self.cleaned_form.cleaned_data, "user": self.request.user}

    @classmethod
    def execute_action(cls, objects: Iterable[ActionPage], **kwargs: Any) -> tuple[int, int]:
        status = ActionStatus(kwargs["status"])
        user: User = kwargs["user"]
        count = 0
        for action in objects:
            progress = new_progress(action, status, kwargs["progress"])
            assert progress is not None  # form_valid refused the others
            report_progress(action=action, status=status, progress=progress, note=kwargs["note"], author=user)
            count += 1
        return count, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        assert self.cleaned_form is not None
        status = ActionStatus(self.cleaned_form.cleaned_data["status"])
        return ngettext(
            "The status of %(count)d action is now “%(status)s”.",
            "The status of %(count)d actions is now “%(status)s”.",
            num_parent_objects,
        ) % {"count": num_parent_objects, "status": status.label}


class PublishActions(ListedActionsMixin, PublishBulkAction):
    """Publish the chosen actions."""

    models = [ActionPage]


class UnpublishActions(ListedActionsMixin, UnpublishBulkAction):
    """Unpublish the chosen actions."""

    models = [ActionPage]
