"""Signing in and out, and the password."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import views
from django.urls import path

from .views import SignInView

# Links in mail start with the portal's own address, whatever host name the request gave.
_ADDRESS = urlsplit(settings.WAGTAILADMIN_BASE_URL)
MAIL_CONTEXT = {"protocol": _ADDRESS.scheme, "domain": _ADDRESS.netloc}

urlpatterns = [
    path("connexion/", SignInView.as_view(), name="login"),
    path("deconnexion/", views.LogoutView.as_view(), name="logout"),
    path("mot-de-passe/", views.PasswordChangeView.as_view(), name="password_change"),
    path("mot-de-passe/change/", views.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path(
        "mot-de-passe/oublie/",
        views.PasswordResetView.as_view(extra_email_context=MAIL_CONTEXT),
        name="password_reset",
    ),
    path("mot-de-passe/envoye/", views.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "mot-de-passe/nouveau/<uidb64>/<token>/",
        views.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "mot-de-passe/enregistre/",
        views.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
]
