"""Addresses of proposals, under /participation/."""

from django.urls import path

from . import views

app_name = "proposals"

urlpatterns = [
    path("propositions/listes/<int:proposal_index_id>/proposer/", views.propose, name="propose"),
    path("commentaires/<int:comment_id>/proposer/", views.propose_idea, name="propose_idea"),
    path("propositions/<int:proposal_id>/modifier/", views.correct, name="correct_proposal"),
    path("propositions/<int:proposal_id>/versions/", views.versions, name="proposal_versions"),
    path("propositions/<int:proposal_id>/soutien/", views.support, name="support_proposal"),
    path("propositions/<int:proposal_id>/repondre/", views.answer, name="answer_proposal"),
]
