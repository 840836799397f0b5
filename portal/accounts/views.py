"""Signing in."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from .forms import SignInForm

# Session key: when this agent signed in before this time, ISO 8601, or None the first time.
PREVIOUS_VISIT = "previous_visit"


class SignInView(LoginView):
    """The sign-in page. Remembers the previous visit, so that the home page marks what came since."""

    form_class = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        previous = form.get_user().last_login  # signing in replaces it
        response = super().form_valid(form)
        self.request.session[PREVIOUS_VISIT] = previous.isoformat() if previous else None
        return response
