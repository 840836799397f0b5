"""Addresses for the browser and the OpenID provider; register them there (docs/connexion.md)."""

from django.urls import path

from . import views

urlpatterns = [
    path("connexion/organisation/", views.sign_in, name="oidc_sign_in"),
    path("connexion/organisation/retour/", views.sign_in_return, name="oidc_return"),
    path("connexion/organisation/fin/", views.provider_logout, name="oidc_provider_logout"),
    path("deconnexion/retour/", views.signed_out, name="oidc_signed_out"),
]
