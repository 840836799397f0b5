"""Addresses of the signed-in person's own pages, and of the site map."""

from django.urls import path

from . import views

urlpatterns = [
    path("mon-espace/", views.my_space, name="my_space"),
    path("plan-du-site/", views.site_map, name="site_map"),
]
