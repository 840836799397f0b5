"""Forms for signing in, passwords and the second factor. Each attempt at a secret is counted."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, PasswordResetForm
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User

from . import second_factor
from .directory import ldap
from .directory.identities import BindingNeeded, Refusal, remember_binding
from .enums import Purpose
from .lockout import LockedOutError, counted_try, note_request
from .mail import send_reset

WRONG_CODE = _("This code is not right, or it was used already. Wait for the next one and try again.")


class SignInForm(AuthenticationForm):
    """Answer an unknown address and a wrong password with the same message, after the same time."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "This address and this password do not match. Check both: capital and small letters are "
            "different in a password."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ldap.is_configured():
            self.fields["username"].label = _("E-mail address or login of your organisation")

    def clean(self) -> dict[str, Any]:
        """Tell a person of the directory why they may not sign in, or that the directory does not answer."""
        login = self.cleaned_data.get("username")
        if not login or not self.cleaned_data.get("password") or self.request is None:
            return super().clean()
        try:
            with counted_try(Purpose.SIGN_IN, login, self.request):
                return self._check_password()
        except Refusal as refusal:  # the password was right: no failure to count
            if isinstance(refusal, BindingNeeded):
                remember_binding(self.request.session, refusal)
            raise ValidationError(str(refusal.message), code="refused") from refusal

    def _check_password(self) -> dict[str, Any]:
        try:
            return super().clean()
        except ldap.DirectoryUnavailable as outage:  # whether the password was right remains unknown
            raise ValidationError(str(outage.message), code="unavailable") from outage


class ForgottenPasswordForm(PasswordResetForm):
    """Record that a mail is asked for. Whether an account has this address is looked up later."""

    def save(self, *, request: HttpRequest, **options: Any) -> None:
        email = self.cleaned_data["email"]
        try:
            note_request(Purpose.PASSWORD_RESET, email, request)
        except LockedOutError:
            return  # mail enough is on its way, and the answer says so to everybody
        send_reset(email)


class NewPasswordForm(PasswordChangeForm):
    """Limit guesses of the old password in somebody's open session, as at sign-in."""

    def __init__(self, user: User, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        with counted_try(Purpose.SIGN_IN, self.user.email, self.request):
            return super().clean_old_password()


class CodeForm(forms.Form):
    """Check a code of the second factor for the given account."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=20,
        help_text=_("The six digits that your application shows now, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, user: User, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        with counted_try(Purpose.SIGN_IN, self.user.email, self.request):
            if not second_factor.is_right(self.user, code):
                raise ValidationError(WRONG_CODE)
        return code


class TurnOnForm(forms.Form):
    """Confirm a proposed secret by a code, and by the password if the account has one."""

    secret = forms.CharField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Your code"),
        max_length=20,
        help_text=_("The six digits that your application shows now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"]
        try:
            self.device = second_factor.read_secret(self.user, secret)
        except signing.BadSignature:
            raise ValidationError(_("This page waited too long. Start again.")) from None
        return secret

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        with counted_try(Purpose.SIGN_IN, self.user.email, self.request):
            if not self.user.check_password(password):
                raise ValidationError(_("This is not your password."))
        return password
