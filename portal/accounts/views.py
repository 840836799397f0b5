"""Signing in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from .directory import ldap, provider
from .directory.backends import DirectoryBackend
from .directory.enums import Source
from .directory.identities import complete_binding
from .forms import SignInForm
from .signing_in import open_session


class SignInView(LoginView):
    """The sign-in page: one button for the OpenID provider, one form for every password."""

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
        open_session(self.request, user, method=Source.LDAP if by_directory else "password")
        if not by_directory and complete_binding(self.request.session, user):
            messages.success(
                self.request, _("Your account is linked: from now on, sign in with your directory.")
            )
        return HttpResponseRedirect(self.get_success_url())


def _takes_passwords() -> bool:
    return settings.PASSWORD_SIGN_IN or ldap.is_configured()
