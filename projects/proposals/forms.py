"""Forms of a proposal and of the answer to it."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import OnceForm, PlainTextField
from projects.models import ActionPage, Theme
from projects.querysets import ActionPageQuerySet

from .enums import ProposalOutcome
from .models import ProposalAnswer, ProposalPage

LONGEST_TITLE = 150  # characters


class ProposalForm(OnceForm):
    """A new proposal, or a correction of one."""

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


class AnswerForm(OnceForm):
    """The steering committee's answer to a proposal."""

    outcome = forms.ChoiceField(
        label=_("Answer"),
        choices=ProposalOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    # By its number: a list would hold the whole plan.
    action = forms.ModelChoiceField(
        ActionPage.objects.none(),
        to_field_name="number",
        label=_("Number of the action"),
        required=False,
        widget=forms.NumberInput(attrs={"min": 1}),
        help_text=_("The action that takes the proposal up, or that it joins."),
        error_messages={"invalid_choice": _("No action of this plan has this number.")},
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
