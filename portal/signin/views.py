"""Sign-in and password views."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.contrib.auth.forms import PasswordChangeForm as DjangoPasswordChangeForm
from django.contrib.auth.views import LoginView
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.log_actions import LogContext

from portal.accounts.models import User

from .backends import DirectoryBackend
from .directory import ldap, provider
from .directory.identities import complete_binding
from .enums import Source
from .forms import CodeForm, ForgottenPasswordForm, NewPasswordForm, SignInForm
from .lockout import unlock
from .signing_in import finish_sign_in, open_session, pending_sign_in

PASSWORD = "password"  # noqa: S105 - the name of a way to sign in


class SignInView(LoginView):
    """Show one button for the OpenID provider and one form for every kind of password."""

    form_class = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _takes_passwords():
            raise Http404
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            takes_passwords=_takes_passwords(),
            passwords_can_be_reset=settings.PASSWORD_SIGN_IN,
            provider_name=settings.OIDC_NAME if provider.is_configured() else "",
            **kwargs,
        )

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        by_directory = user.backend == f"{DirectoryBackend.__module__}.{DirectoryBackend.__qualname__}"
        method = Source.LDAP if by_directory else PASSWORD
        address = open_session(self.request, user, method=method, next_url=self.get_success_url())
        if self.request.user.is_authenticated:
            _link_to_the_directory(self.request, user, method)
        return HttpResponseRedirect(address)


def _takes_passwords() -> bool:
    return settings.PASSWORD_SIGN_IN or ldap.is_configured()


def _link_to_the_directory(request: HttpRequest, user: User, method: str) -> None:
    """Link the directory identity that waits in this session: the password proved whose account it is."""
    if method == PASSWORD and complete_binding(request.session, user):
        messages.success(request, _("Your account is linked: from now on, sign in with your directory."))


class SecondFactorView(FormView):
    """Ask for the code, after the first step of a sign-in in this browser."""

    form_class = CodeForm
    template_name = "signin/second_factor.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        pending = pending_sign_in(request)
        if pending is None:
            return redirect("login")
        self.pending = pending
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.pending.user, "request": self.request}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        address = finish_sign_in(self.request, self.pending)
        _link_to_the_directory(self.request, self.pending.user, self.pending.method)
        return HttpResponseRedirect(address)


class PasswordChangeView(views.PasswordChangeView):
    """Change the password. Other devices are signed out (`receivers`)."""

    form_class = NewPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: DjangoPasswordChangeForm) -> HttpResponse:
        with LogContext(user=self.request.user):
            return super().form_valid(form)


class PasswordResetView(views.PasswordResetView):
    """Answer that a mail was sent, whoever has the address. The writer of the mail looks the account up."""

    form_class = ForgottenPasswordForm


class PasswordResetConfirmView(views.PasswordResetConfirmView):
    """Set a new password through the mail, which also unlocks the account."""

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        with LogContext(user=form.user):
            response = super().form_valid(form)
        unlock(form.user.email)
        return response
