"""Addresses of follows and notifications, under /mon-espace/notifications/."""

from django.urls import path

from . import views

app_name = "notifications"

urlpatterns = [
    path("", views.centre, name="centre"),
    path("tout-lu/", views.read_all, name="read_all"),
    path("lu/", views.read_thread, name="read_thread"),
    path("suivis/", views.following, name="following"),
    path("suivre/<str:follow_kind>/<int:followed_id>/", views.follow, name="follow"),
    path("reglages/", views.mail_settings, name="settings"),
    path("desabonnement/<str:unsubscribe_token>/", views.unsubscribe, name="unsubscribe"),
    path("collegues/<int:agent_id>/", views.agent, name="agent"),
]
