"""Forms of moderation: reports, appeals, decisions and rules."""

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from portal.common.forms import PlainTextField
from projects.comments.models import Comment

from .enums import ModerationOutcome
from .errors import MessageNeededError, NotSetByLawError, RuleNeededError
from .models import REASON_LENGTH, REASONING_LENGTH, CharterRule
from .services import write_rule


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
    """Filters of the register. Unknown values are ignored."""

    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    rule = forms.TypedChoiceField(label=_("Rule"), required=False, coerce=int, empty_value=None)

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


class DecisionForm(forms.Form):
    """A decision about a comment. `seen` is the register entry that the moderator has read."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    rule = RuleChoiceField(
        CharterRule.objects.none(),
        label=_("Rule of the charter"),
        required=False,
        empty_label=_("None: the comment respects the charter"),
        help_text=_("A text is withdrawn only under a rule that the law sets."),
    )
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
        help_text=_(
            "Only the author and moderators read it. Required if you ask the author to rephrase: say "
            "which words are the problem."
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comment = comment
        rules = cast(forms.ModelChoiceField, self.fields["rule"])
        rules.queryset = CharterRule.objects.in_force()
        cast(forms.ChoiceField, self.fields["outcome"]).choices = [
            (ModerationOutcome.LEAVE, _("Leave it: the comment respects the charter")),
            (ModerationOutcome.REPHRASE, _("Ask its author to rephrase, by a private message")),
            (ModerationOutcome.FOLD, _("Fold it: the text stays one click away, behind the reason")),
            (
                ModerationOutcome.WITHDRAW,
                _("Withdraw it: the text is sealed, and the steering committee alone can read it"),
            ),
        ]

    def clean_reasoning(self) -> str:
        """Refuse a reasoning that names the author: the register names nobody and keeps every entry."""
        reasoning: str = self.cleaned_data["reasoning"]
        author = self.comment.author
        name = author.last_name if author.pseudonymised_at is None else ""
        if name and re.search(rf"\b{re.escape(name)}\b", reasoning, re.IGNORECASE):
            raise ValidationError(_("The register is public and lasting: do not name the author."))
        return reasoning

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
