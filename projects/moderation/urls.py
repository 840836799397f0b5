"""Addresses of moderation for agents, under /participation/."""

from django.urls import path

from . import views

app_name = "moderation"

urlpatterns = [
    path("commentaires/<int:comment_id>/signaler/", views.report, name="report_comment"),
    path("registre/", views.register, name="register"),
    path("registre/<int:entry_id>/", views.entry, name="register_entry"),
    path("registre/<int:entry_id>/contester/", views.appeal, name="appeal"),
]
