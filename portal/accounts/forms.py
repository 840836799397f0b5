"""Forms of an account."""

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Says the same of an unknown address and of a wrong password."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "This address and this password do not go together. Check both: the password distinguishes "
            "capital letters from small ones."
        ),
    }
