"""Addresses of comments, under /participation/. Every form posted to them leads back to the page."""

from django.urls import path

from . import views

app_name = "comments"

urlpatterns = [
    path("pages/<int:page_id>/commentaires/", views.page_comments, name="comments"),
    path("reactions/", views.react, name="react"),
    path("agents/", views.agents, name="agents"),
    path("commentaires/<int:comment_id>/", views.show, name="comment"),
    path("commentaires/<int:comment_id>/reponse-officielle/", views.official, name="official_answer"),
    path("commentaires/<int:comment_id>/modifier/", views.edit, name="edit_comment"),
    path("commentaires/<int:comment_id>/supprimer/", views.delete, name="delete_comment"),
    path("commentaires/<int:comment_id>/versions/", views.versions, name="comment_versions"),
]
