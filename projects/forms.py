"""Forms of an action: the editor's, and the lead person's report."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from .enums import ActionStatus
from .status_rule import progress_refusal


class ActionPageForm(WagtailAdminPageForm):
    """Validate an action against the rest of its plan. Require a note for each change of progress."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "related_actions" in self.fields:
            self._offer_the_plan()

    def _offer_the_plan(self) -> None:
        """Offer the other actions of the same plan, and the themes of its project."""
        siblings = self._meta.model.objects.child_of(self.parent_page).order_by("number")
        related = self.fields["related_actions"]
        related.queryset = siblings.exclude(pk=self.instance.pk)
        related.widget.opens_at = self.parent_page.pk
        themes = self.fields["other_themes"]
        themes.queryset = themes.queryset.filter(axis__project=self.parent_page.get_parent().pk)

    def clean_number(self) -> int | None:
        """Keep the number of a numbered action if its field is empty: a number is given once."""
        number: int | None = self.cleaned_data["number"]
        return self.instance.number if number is None else number

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """Show the new number of the action in the form that is open."""
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        if not self["number"].data:
            updates.append((self.add_prefix("number"), str(self.instance.number)))
        return updates

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        number = cleaned.get("number")
        if number is not None:
            twins = self._meta.model.objects.child_of(self.parent_page).filter(number=number)
            if twins.exclude(pk=self.instance.pk).exists():
                self.add_error("number", _("Another action of this plan has this number."))
        theme = cleaned.get("theme")
        if theme is not None and theme.axis.project_id != self.parent_page.get_parent().pk:
            self.add_error("theme", _("This theme belongs to another project."))
        changed = self.changed_data
        noted = "progress_note" in changed and cleaned.get("progress_note")
        if self.instance.pk and {"status", "progress"} & set(changed) and not noted:
            self.add_error(
                "progress_note", _("The status or the progress changed: tell readers why in a sentence.")
            )
        return cleaned


class ReportForm(forms.Form):
    """The lead person's report: status, progress, and a note for readers."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=ActionStatus)
    progress = forms.IntegerField(
        label=gettext_lazy("Progress"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("From 0 to 100%. “Done” means 100%."),
    )
    note = forms.CharField(
        label=gettext_lazy("What readers should know"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=gettext_lazy("One or two sentences, published today in the action’s progress log."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if {"status", "progress"} <= cleaned.keys():
            refusal = progress_refusal(cleaned["status"], cleaned["progress"])
            if refusal:
                self.add_error("progress", refusal)
        return cleaned
