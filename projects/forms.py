"""The editor's form of an action."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class ActionPageForm(WagtailAdminPageForm):
    """Checks what depends on the rest of the plan, and asks a note for each change of progress."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        number = cleaned.get("number")
        if number is not None:
            twins = self._meta.model.objects.child_of(self.parent_page).filter(number=number)
            if twins.exclude(pk=self.instance.pk).exists():
                self.add_error("number", _("Another action of this plan has this number."))
        changed = self.changed_data
        noted = "progress_note" in changed and cleaned.get("progress_note")
        if self.instance.pk and {"status", "progress"} & set(changed) and not noted:
            self.add_error(
                "progress_note", _("The status or the progress changed: tell readers why in a sentence.")
            )
        return cleaned
