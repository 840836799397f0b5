"""Addresses under /participation/. What is posted to them without JavaScript comes back to the page."""

from django.urls import path

from . import views

app_name = "participation"

urlpatterns = [
    path("pages/<int:page_id>/commentaires/", views.page_comments, name="comments"),
    path("commentaires/<int:comment_id>/modifier/", views.edit, name="edit_comment"),
    path("commentaires/<int:comment_id>/supprimer/", views.delete, name="delete_comment"),
    path("commentaires/<int:comment_id>/versions/", views.versions, name="comment_versions"),
    path("actions/<int:action_id>/volontaires/", views.volunteer_list, name="volunteers"),
    path("actions/<int:action_id>/volontaires/participer/", views.join, name="volunteer"),
    path("actions/<int:action_id>/volontaires/se-retirer/", views.leave, name="withdraw"),
    path("volontaires/<int:offer_id>/accepter/", views.accept, name="accept_volunteer"),
    path("volontaires/<int:offer_id>/mettre-en-attente/", views.wait, name="put_on_waiting_list"),
    path("volontaires/<int:offer_id>/remercier/", views.thank, name="thank_volunteer"),
]
