"""Addresses under /participation/. What is posted to them without JavaScript comes back to the page."""

from django.urls import path

from .views import (
    comments,
    contributions,
    conversation,
    meetings,
    moderation,
    participations,
    proposals,
    volunteers,
)

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
    # Volunteering
    path("volontaires/<int:offer_id>/", volunteers.offer, name="volunteer_offer"),
    path("volontaires/<int:offer_id>/demarrer/", volunteers.start, name="start_volunteer"),
    path("volontaires/<int:offer_id>/decliner/", volunteers.decline, name="decline_volunteer"),
    path("volontaires/<int:offer_id>/avis/", volunteers.manager_word, name="manager_word"),
    path("volontaires/<int:offer_id>/heures/", meetings.hours, name="volunteer_hours"),
    path("volontaires/<int:offer_id>/attestation/", participations.attestation, name="attestation"),
    path("actions/<int:action_id>/volontaires/ecrire/", meetings.write, name="write_to_volunteers"),
    path("actions/<int:action_id>/rencontres/", meetings.add_meeting, name="add_volunteer_meeting"),
    path("rencontres/<int:meeting_id>/", meetings.meeting, name="volunteer_meeting"),
    path("rencontres/<int:meeting_id>/supprimer/", meetings.delete_meeting, name="delete_volunteer_meeting"),
    path("messages/<int:message_id>/", meetings.message, name="volunteer_message"),
    path("mes-participations/", participations.my_volunteering, name="my_volunteering"),
    path("mes-participations/rencontres.ics", participations.my_meetings, name="my_meetings"),
    path("mes-volontaires/", participations.led_volunteers, name="led_volunteers"),
    path("projets/<int:project_id>/contributions/", contributions.contributions, name="contributions"),
]
