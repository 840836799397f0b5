"""The requests about personal data, for the administrators who answer them."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from portal.accounts.models import User
from portal.common.display import format_short_date
from portal.common.viewsets import SettingsViewSet

from .models import PrivacyRequest
from .services import answer_request


def _due(request: PrivacyRequest) -> str:
    due = format_short_date(request.due_on)
    return gettext("%(date)s (late)") % {"date": due} if request.is_late else due


class AnswerForm(WagtailAdminModelForm):
    """Only the status and the answer are written here: the rest is what the agent asked."""

    def save(self, commit: bool = True) -> PrivacyRequest:
        request: PrivacyRequest = super().save(commit=False)
        answer_request(request=request, by=self.for_user)
        return request


class AnswersOnlyPolicy(ModelPermissionPolicy):
    """Agents ask and the purge erases: nobody adds or deletes a request here, not even a superuser."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in ("view", "change") and super().user_has_permission(user, action)


register_permission_policy(PrivacyRequest, AnswersOnlyPolicy(PrivacyRequest))


class PrivacyRequestViewSet(SettingsViewSet):
    """Requests to read and to answer."""

    model = PrivacyRequest
    name = "privacyrequest"
    icon = "user"
    menu_label = _("Personal data")
    menu_order = 620
    list_display = [
        TitleColumn("number", label=_("number"), accessor="pk", url_name="privacyrequest:edit"),
        Column("kind", label=_("request"), accessor="get_kind_display"),
        Column("agent", label=_("agent")),
        DateColumn("created_at", label=_("received on")),
        Column("due_on", label=_("answer due by"), accessor=_due),
        Column("status", label=_("status"), accessor="get_status_display"),
    ]
    list_filter = ["status", "kind"]
    edit_handler = ObjectList(
        [
            *(FieldPanel(name, read_only=True) for name in ("agent", "kind", "text", "created_at", "due_on")),
            FieldPanel("status"),
            FieldPanel("answer"),
        ],
        base_form_class=AnswerForm,
    )
