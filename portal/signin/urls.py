"""Addresses for signing in and out, the password, and the security of one's account."""

from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from portal.mail.pauses import server_is_away

from . import security_views, views
from .directory import views as directory_views

PASSWORD = [
    path("", views.PasswordChangeView.as_view(), name="password_change"),
    path("change/", auth_views.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("oublie/", views.PasswordResetView.as_view(), name="password_reset"),
    path(
        "envoye/",
        auth_views.PasswordResetDoneView.as_view(extra_context={"mail_waits": server_is_away}),
        name="password_reset_done",
    ),
    path(
        "nouveau/<uidb64>/<token>/", views.PasswordResetConfirmView.as_view(), name="password_reset_confirm"
    ),
    path("enregistre/", auth_views.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
]
SECURITY = [
    path("", security_views.security, name="security"),
    path("deconnecter/", security_views.end_session, name="end_session"),
    path("deconnecter-les-autres/", security_views.end_other_sessions, name="end_other_sessions"),
    path("double-verification/", security_views.turn_on_second_factor, name="turn_on_second_factor"),
    path(
        "double-verification/arreter/", security_views.turn_off_second_factor, name="turn_off_second_factor"
    ),
]
urlpatterns = [
    path("connexion/", views.SignInView.as_view(), name="login"),
    path("connexion/code/", login_not_required(views.SecondFactorView.as_view()), name="second_factor"),
    path("deconnexion/", directory_views.SignOutView.as_view(), name="logout"),
    # Registered at the OpenID provider (docs/connexion.md).
    path("connexion/organisation/", directory_views.sign_in, name="oidc_sign_in"),
    path("connexion/organisation/retour/", directory_views.sign_in_return, name="oidc_return"),
    path("connexion/organisation/fin/", directory_views.provider_logout, name="oidc_provider_logout"),
    path("deconnexion/retour/", directory_views.signed_out, name="oidc_signed_out"),
    path("mot-de-passe/", include(PASSWORD)),
    path("mon-espace/securite/", include(SECURITY)),
]
