"""Signing in and out, and the password."""

from django.contrib.auth import views
from django.urls import include, path

from .directory.views import SignOutView
from .views import SignInView

urlpatterns = [
    path("", include("portal.accounts.directory.urls")),
    path("connexion/", SignInView.as_view(), name="login"),
    path("deconnexion/", SignOutView.as_view(), name="logout"),
    path("mot-de-passe/", views.PasswordChangeView.as_view(), name="password_change"),
    path("mot-de-passe/change/", views.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("mot-de-passe/oublie/", views.PasswordResetView.as_view(), name="password_reset"),
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
