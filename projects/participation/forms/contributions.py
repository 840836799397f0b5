"""The file of historic contributions that an editor sends."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.common.limits import limit_in_words_lazy
from projects.models import ProjectPage

from ..importing import Reading, read_file


class ImportForm(forms.Form):
    """A project and a table; `reading` holds what the table says once the form is valid."""

    project = forms.ModelChoiceField(ProjectPage.objects.all(), label=_("Project"), empty_label=None)
    file = forms.FileField(
        label=_("File"),
        help_text=format_lazy(
            _(
                "CSV or XLSX, {most} at most. The first line names the columns: date; action (its number), "
                "atelier or service; heures, personnes, coût; note, référence, ensemble (oui for the overall "
                "figure)."
            ),
            most=limit_in_words_lazy("import_bytes"),
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    reading: Reading

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if {"project", "file"} <= cleaned.keys():
            try:
                self.reading = read_file(cleaned["file"], cleaned["project"])
            except ValidationError as error:
                self.add_error("file", error)
        return cleaned
