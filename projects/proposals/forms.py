"""A proposal, and the answer to it."""

import uuid
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import PlainTextField
from projects.errors import RefusalError
from projects.kept_texts import SignedForm
from projects.models import ActionPage, Theme
from projects.querysets import ActionPageQuerySet

from .enums import ProposalOutcome
from .models import ProposalAnswer, ProposalPage

LONGEST_TITLE = 150  # characters


class _OnceForm(SignedForm):
    """A form that acts once: it carries a token, and a refused one can be sent again as it is shown."""

    submission = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("submission", uuid.uuid4())

    def clean_submission(self) -> uuid.UUID:
        """A token that no form of ours made counts as none."""
        try:
            return uuid.UUID(self.cleaned_data["submission"])
        except ValueError:
            return uuid.uuid4()

    def refuse(self, error: RefusalError) -> None:
        """Show why nothing was posted, and make it possible to post it nevertheless."""
        self.add_error(None, str(error))
        self.data = {name: self.data[name] for name in self.data} | {"submission": str(uuid.uuid4())}


class ProposalForm(_OnceForm):
    title = forms.CharField(
        label=_("Your proposal in one sentence"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Say in one sentence what you propose.")},
    )
    why = PlainTextField(
        label=_("Why"),
        help_text=_("What it would change, for whom, and how you see it."),
        max_length=ProposalPage._meta.get_field("why").max_length,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Say why you propose it.")},
    )
    theme = forms.ModelChoiceField(
        Theme.objects.none(),
        label=_("Theme"),
        empty_label=_("Choose a theme"),
        error_messages={"required": _("Choose a theme.")},
    )

    def __init__(self, *args: Any, project_id: int, **kwargs: Any) -> None:
        kwargs["auto_id"] = "proposal-%s"
        super().__init__(*args, **kwargs)
        theme = cast(forms.ModelChoiceField, self.fields["theme"])
        theme.queryset = Theme.objects.filter(axis__project=project_id)


class _ActionField(forms.ModelChoiceField):
    def label_from_instance(self, action: Any) -> str:
        return f"{action.number} · {action.title}"


class AnswerForm(_OnceForm):
    outcome = forms.ChoiceField(
        label=_("Answer"),
        choices=ProposalOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    action = _ActionField(
        ActionPage.objects.none(),
        label=_("Action"),
        required=False,
        help_text=_("The action that takes the proposal up, or that it joins."),
    )
    reason = PlainTextField(
        label=_("Why"),
        help_text=_("Everybody reads it. It can be followed by another answer, not changed."),
        max_length=ProposalAnswer._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say why: an answer is always reasoned.")},
    )

    def __init__(self, *args: Any, actions: ActionPageQuerySet, **kwargs: Any) -> None:
        kwargs["auto_id"] = "answer-%s"
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["action"]).queryset = actions

    def clean(self) -> dict[str, Any]:
        outcome = self.cleaned_data.get("outcome")
        takes_an_action = outcome and outcome != ProposalOutcome.NOT_TAKEN_UP
        if takes_an_action and "action" not in self.errors and not self.cleaned_data.get("action"):
            self.add_error("action", _("Choose the action."))
        return self.cleaned_data
