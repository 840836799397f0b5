"""Forms beside the results."""

from typing import Any

from django import forms

from search.models import SavedSearch


class SaveSearchForm(forms.ModelForm):
    """The name under which a search is kept; `query` is the address's query part."""

    query = forms.CharField(max_length=4000, widget=forms.HiddenInput)

    class Meta:
        model = SavedSearch
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "saved-%s"
        super().__init__(*args, **kwargs)
