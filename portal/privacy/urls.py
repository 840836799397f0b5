"""A person's own data, under /mon-espace/."""

from django.urls import path

from . import views

urlpatterns = [
    path("mes-donnees/", views.my_data, name="my_data"),
    path("mes-donnees/telecharger/", views.download, name="download_my_data"),
    path("mes-donnees/demande/", views.ask, name="privacy_request"),
    path("profil/", views.profile, name="profile"),
    path("fermer-mon-compte/", views.close, name="close_account"),
]
