"""Addresses of working groups, under /plan/groupes/."""

from django.urls import path

from . import views

app_name = "groups"

urlpatterns = [
    path("<int:group_id>/membres/", views.members, name="members"),
    path("<int:group_id>/membres/ajouter/", views.add_member, name="add_member"),
    path("<int:group_id>/membres/retirer/", views.remove_member, name="remove_member"),
    path("<int:group_id>/reunions/", views.plan_meeting, name="plan_meeting"),
    path("reunions/<int:group_meeting_id>/", views.change_meeting, name="change_meeting"),
    path("reunions/<int:group_meeting_id>/annuler/", views.cancel_meeting, name="cancel_meeting"),
    path("reunions/<int:group_meeting_id>/compte-rendu/", views.write_minutes, name="minutes"),
]
