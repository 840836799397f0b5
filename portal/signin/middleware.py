"""Nobody reads anything without signing in."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect

from portal.accounts.requests import AgentRequest
from portal.http.form_recovery import ask_to_sign_in


class SignInMiddleware(LoginRequiredMiddleware):
    """Redirect to the sign-in page, and keep what was typed meanwhile.

    The page is loaded as a whole, where htmx would put it inside the page that it updates.
    """

    def handle_no_permission(
        self, request: AgentRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.method == "POST" and (response := ask_to_sign_in(request)):
            return response
        if not request.htmx:
            return super().handle_no_permission(request, view_func)
        try:
            page = request.htmx.current_url_abs_path or "/"
        except ValueError:  # the header is not an address
            page = "/"
        return HttpResponseClientRedirect(redirect_to_login(page).url)
