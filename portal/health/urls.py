"""Addresses for machines. `HealthMiddleware` answers them before anything else sees the request."""

from django.urls import path

from .views import live, metrics, ready

urlpatterns = [
    path("sante/", live, name="live"),
    path("sante/pret/", ready, name="ready"),
    path("metriques/", metrics, name="metrics"),
]
