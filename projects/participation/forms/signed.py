"""What a form carries so that an expired session loses nothing of it."""

from django import forms


class SignedForm(forms.Form):
    """Says for whom it was shown: see `kept_texts`."""

    agent = forms.CharField(required=False, widget=forms.HiddenInput)
