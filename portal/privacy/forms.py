"""Forms about one's own account and data."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.forms import OnceForm
from portal.common.text import fold

from .models import PrivacyRequest


class ProfileForm(forms.ModelForm):
    """Correct the data that a person may change alone. The rest changes rights, or where mail goes."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "job_title"]
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "job_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        }


class RequestForm(OnceForm, forms.ModelForm):
    """The form of a request about my data."""

    class Meta:
        model = PrivacyRequest
        fields = ["kind", "text"]
        labels = {"kind": _("What do you ask?")}
        help_texts = {
            "text": _("Say which data, and for an objection, the reasons that come from your situation.")
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}


class ClosingForm(forms.Form):
    """Closing one's account, confirmed by the password, or by the address of an account without one."""

    forget_texts = forms.BooleanField(
        label=_("Also remove the text of my comments"),
        required=False,
        help_text=_(
            "A mention replaces it when your name disappears. The answers of your colleagues stay, and may "
            "be hard to follow."
        ),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    email = forms.CharField(
        label=_("Your e-mail address"),
        help_text=_("Type it to confirm."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        del self.fields["email" if user.has_usable_password() else "password"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("This is not your password."))
        return password

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if fold(email) != fold(self.user.email):
            raise ValidationError(_("This is not the address of your account."))
        return email
