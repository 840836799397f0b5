"""Forms of an account."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .directory import ldap
from .directory.identities import BindingNeeded, Refusal, remember_binding


class SignInForm(AuthenticationForm):
    """Says the same of an unknown address and of a wrong password."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "This address and this password do not go together. Check both: the password distinguishes "
            "capital letters from small ones."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ldap.is_configured():
            self.fields["username"].label = _("E-mail address or login of your organisation")

    def clean(self) -> dict[str, Any]:
        """Says what stops somebody whom the directory knows, or that the directory does not answer."""
        try:
            return super().clean()
        except Refusal as refusal:
            if isinstance(refusal, BindingNeeded) and self.request:
                remember_binding(self.request.session, refusal)
            raise ValidationError(str(refusal.message), code="refused") from refusal
