"""Signing in."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse, HttpResponseRedirect

from .forms import SignInForm
from .signing_in import open_session


class SignInView(LoginView):
    """The sign-in page."""

    form_class = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        open_session(self.request, form.get_user(), method="password")
        return HttpResponseRedirect(self.get_success_url())
