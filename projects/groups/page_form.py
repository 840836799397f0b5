"""The editors' form of a working group's page."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from portal.common.matching import refuse_twin


class WorkingGroupPageForm(WagtailAdminPageForm):
    """Refuse the name of another group of the project: people choose groups by it."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        title, model = cleaned.get("title"), self._meta.model
        if title and "title" in self.changed_data:
            groups = model.objects.child_of(self.parent_page)
            refuse_twin(model(pk=self.instance.pk, title=title), "title", groups)
        return cleaned
