"""Signing in, and the password."""

from typing import Any

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.contrib.auth.forms import PasswordChangeForm as DjangoPasswordChangeForm
from django.contrib.auth.views import LoginView
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.generic import FormView
from wagtail.log_actions import LogContext

from .forms import CodeForm, ForgottenPasswordForm, NewPasswordForm, SignInForm
from .lockout import unlock
from .signing_in import finish_sign_in, open_session, pending_sign_in


class SignInView(LoginView):
    """The sign-in page."""

    form_class = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        return HttpResponseRedirect(
            open_session(self.request, form.get_user(), method="password", next_url=self.get_success_url())
        )


class SecondFactorView(FormView):
    """The second step of signing in, for whoever has just taken the first one in this browser."""

    form_class = CodeForm
    template_name = "accounts/second_factor.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        pending = pending_sign_in(request)
        if pending is None:
            return redirect("login")
        self.pending = pending
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.pending.user, "request": self.request}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        return HttpResponseRedirect(finish_sign_in(self.request, self.pending))


class PasswordChangeView(views.PasswordChangeView):
    """A new password; other devices are signed out (`receivers`)."""

    form_class = NewPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: DjangoPasswordChangeForm) -> HttpResponse:
        with LogContext(user=self.request.user):
            return super().form_valid(form)


class PasswordResetView(views.PasswordResetView):
    """Says that a mail leaves, whoever has the address; `send_account_mail` finds out."""

    form_class = ForgottenPasswordForm


class PasswordResetConfirmView(views.PasswordResetConfirmView):
    """A new password through the mail, which lifts the lock of the account as well."""

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        with LogContext(user=form.user):
            response = super().form_valid(form)
        unlock(form.user.email)
        return response
