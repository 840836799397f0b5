"""Forms of moderation: reports, appeals, decisions and rules."""

import datetime
import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminModelForm

from portal.accounts.models import User
from portal.common.display import format_number
from portal.common.forms import OnceForm, PlainTextField

from .enums import ModerationOutcome
from .errors import MessageNeededError, NotSetByLawError, RuleNeededError
from .models import REASON_LENGTH, REASONING_LENGTH, CharterRule
from .services import write_rule

MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S"
# The browser's own field: it needs no script, and is typed or chosen.
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 1}, format=MOMENT_FORMAT)


NOT_TAKEN = _("Nothing was decided: correct what is marked below.")


class ReportForm(forms.Form):
    """A report of a comment to moderators."""

    text = PlainTextField(
        label=_("What is wrong with this comment?"),
        help_text=_(
            "Say which rule of the charter it does not respect. Moderators read your reason. Neither they "
            "nor the author learn your name. If you only disagree, answer instead."
        ),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what is wrong, so that moderators know what to look at.")},
    )


class AppealForm(forms.Form):
    """An appeal against a decision."""

    text = PlainTextField(
        label=_("Why do you contest the decision?"),
        help_text=_("A second moderator reads it and decides. You can contest a decision once."),
        max_length=REASONING_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say why, so that the second moderator can take it into account.")},
    )


class RegisterFilterForm(forms.Form):
    """Filters of the register."""

    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    rule = forms.ChoiceField(label=_("Rule"), required=False)

    def __init__(self, *args: Any, rules: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["outcome"]).choices = [
            ("", _("All")),
            *ModerationOutcome.choices,
        ]
        cast(forms.ChoiceField, self.fields["rule"]).choices = [("", _("All")), *rules]


class RuleChoiceField(forms.ModelChoiceField):
    """A choice among rules of the charter. Its labels say which rules the law sets."""

    def label_from_instance(self, obj: Any) -> str:
        return str(_("%(rule)s (set by law)") % {"rule": obj}) if obj.set_by_law else str(obj)


class ReasonedForm(forms.Form):
    """What every decision gives: public reasons, and what its author alone is told."""

    reasoning = PlainTextField(
        label=_("Reasoning"),
        max_length=REASONING_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Published in the register for good: it can be neither changed nor removed. Name nobody, and "
            "quote nothing of a text that you withdraw."
        ),
    )
    message = PlainTextField(
        label=_("Private message to the author"),
        max_length=REASONING_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only the author and moderators read it."),
    )

    def __init__(self, *args: Any, author: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.author = author

    def clean_reasoning(self) -> str:
        """Refuse a reasoning that names the author: the register names nobody and keeps every entry."""
        reasoning: str = self.cleaned_data["reasoning"]
        name = self.author.last_name if self.author.pseudonymised_at is None else ""
        if name and re.search(rf"\b{re.escape(name)}\b", reasoning, re.IGNORECASE):
            raise ValidationError(_("The register is public and lasting: do not name the author."))
        return reasoning


class RuledForm(ReasonedForm):
    """A decision with its outcome and the rule that it applies."""

    field_order = ["outcome", "rule", "reasoning", "message"]
    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    rule = RuleChoiceField(
        CharterRule.objects.none(),
        label=_("Rule of the charter"),
        required=False,
        empty_label=_("None: the comment respects the charter"),
        help_text=_("A text is withdrawn only under a rule that the law sets."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = cast(forms.ModelChoiceField, self.fields["rule"])
        rules.queryset = CharterRule.objects.in_force()
        cast(forms.ChoiceField, self.fields["outcome"]).choices = self.outcomes()

    def outcomes(self) -> list[tuple[str, Any]]:
        """Return the outcomes to choose from, in words."""
        return [
            (ModerationOutcome.FOLD, _("Fold it: the text stays one click away, behind the reason")),
            (
                ModerationOutcome.WITHDRAW,
                _("Withdraw it: the text is sealed, and the steering committee alone can read it"),
            ),
        ]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        outcome, rule = data.get("outcome"), data.get("rule")
        if outcome and outcome != ModerationOutcome.LEAVE and rule is None and "rule" not in self.errors:
            self.add_error("rule", str(RuleNeededError()))
        elif outcome == ModerationOutcome.WITHDRAW and rule and not rule.set_by_law:
            self.add_error("rule", str(NotSetByLawError()))
        if outcome == ModerationOutcome.REPHRASE and not data.get("message") and "message" not in self.errors:
            self.add_error("message", str(MessageNeededError()))
        return data


class DecisionForm(RuledForm):
    """A decision about a comment. `seen` is the register entry that the moderator has read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].help_text = _(
            "Only the author and moderators read it. Required if you ask the author to rephrase: say "
            "which words are the problem."
        )

    def outcomes(self) -> list[tuple[str, Any]]:
        return [
            (ModerationOutcome.LEAVE, _("Leave it: the comment respects the charter")),
            (ModerationOutcome.REPHRASE, _("Ask its author to rephrase, by a private message")),
            *super().outcomes(),
        ]


class PeriodForm(forms.Form):
    """The period of a flood: two moments of the portal's time zone, both included."""

    since = forms.DateTimeField(label=_("From"), widget=MOMENT)
    until = forms.DateTimeField(label=_("To"), widget=MOMENT)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "since" in data and "until" in data and data["since"] >= data["until"]:
            self.add_error("until", _("The end has to come after the beginning."))
        return data


def typed_moment(moment: datetime.datetime) -> str:
    """Return a moment as `PeriodForm` reads it."""
    return timezone.localtime(moment).replace(tzinfo=None).isoformat(timespec="seconds")


class FloodForm(RuledForm, OnceForm):
    """One decision for `count` comments of one person. The moderator confirms the number."""

    count = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    confirmed = forms.BooleanField(error_messages={"required": _("Confirm the number of comments.")})

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present_count = count
        self.initial["count"] = count
        rules = cast(forms.ModelChoiceField, self.fields["rule"])
        rules.required, rules.empty_label = True, "---------"
        self.fields["confirmed"].label = ngettext(
            "I have looked at this list: decide about this %(count)s comment",
            "I have looked at this list: decide about these %(count)s comments",
            count,
        ) % {"count": format_number(count)}

    def clean(self) -> dict[str, Any]:
        """Ask again for a confirmation if there are more comments than the moderator was shown."""
        data = super().clean()
        shown = data.pop("count", 0)
        data.pop("confirmed", None)
        if shown < self.present_count:
            self.add_error(
                "confirmed", _("There are more comments now. Look at the list, then confirm again.")
            )
            self.data = {name: self.data[name] for name in self.data if name != "confirmed"} | {
                "count": str(self.present_count)
            }
        return data


class ReversalForm(ReasonedForm, OnceForm):
    """The decision to show the comments of a flood again."""


class CharterRuleForm(WagtailAdminModelForm):
    """A new rule, or the next version of one. A version that decisions applied never changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["number"].disabled = True

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if self.instance.pk is None and CharterRule.objects.filter(number=number).exists():
            raise ValidationError(
                _("A rule has this number already: edit that one, or choose another number.")
            )
        return number

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if self.instance.pk and CharterRule.objects.filter(replaces=self.instance.pk).exists():
            raise ValidationError(
                _("Somebody changed this rule meanwhile. Copy your text, then open the rule again.")
            )
        return data

    def save(self, commit: bool = True) -> CharterRule:
        before = CharterRule.objects.get(pk=self.instance.pk) if self.instance.pk else None
        if before and not self.has_changed():
            return before
        return write_rule(rule=self.instance, replaces=before)
