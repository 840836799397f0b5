"""Addresses under /participation/. What is posted to them without JavaScript comes back to the page."""

from django.urls import path

from .views import comments, conversation, moderation, proposals, volunteers

app_name = "participation"

urlpatterns = [
    path("pages/<int:page_id>/commentaires/", comments.page_comments, name="comments"),
    path("commentaires/<int:comment_id>/", comments.show, name="comment"),
    path("commentaires/<int:comment_id>/reactions/", conversation.react, name="react"),
    path("commentaires/<int:comment_id>/reponse-officielle/", conversation.official, name="official_answer"),
    path("agents/", conversation.agents, name="agents"),
    path("commentaires/<int:comment_id>/modifier/", comments.edit, name="edit_comment"),
    path("commentaires/<int:comment_id>/supprimer/", comments.delete, name="delete_comment"),
    path("commentaires/<int:comment_id>/versions/", comments.versions, name="comment_versions"),
    # Moderation
    path("commentaires/<int:comment_id>/signaler/", moderation.report, name="report_comment"),
    path("registre/", moderation.register, name="register"),
    path("registre/<int:entry_id>/", moderation.entry, name="register_entry"),
    path("registre/<int:entry_id>/contester/", moderation.appeal, name="appeal"),
    # Proposals
    path("propositions/listes/<int:proposal_index_id>/proposer/", proposals.propose, name="propose"),
    path("commentaires/<int:comment_id>/proposer/", proposals.propose_idea, name="propose_idea"),
    path("propositions/<int:proposal_id>/modifier/", proposals.correct, name="correct_proposal"),
    path("propositions/<int:proposal_id>/versions/", proposals.versions, name="proposal_versions"),
    path("propositions/<int:proposal_id>/soutien/", proposals.support, name="support_proposal"),
    path("propositions/<int:proposal_id>/repondre/", proposals.answer, name="answer_proposal"),
    path("actions/<int:action_id>/volontaires/", volunteers.volunteer_list, name="volunteers"),
    path("actions/<int:action_id>/volontaires/participer/", volunteers.join, name="volunteer"),
    path("actions/<int:action_id>/volontaires/se-retirer/", volunteers.leave, name="withdraw"),
    path("volontaires/<int:offer_id>/accepter/", volunteers.accept, name="accept_volunteer"),
    path("volontaires/<int:offer_id>/mettre-en-attente/", volunteers.wait, name="put_on_waiting_list"),
    path("volontaires/<int:offer_id>/remercier/", volunteers.thank, name="thank_volunteer"),
]
