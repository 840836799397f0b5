"""Addresses of volunteers and of contributions, under /participation/."""

from django.urls import path

from .views import contributions, meetings, mine, volunteers

app_name = "volunteering"

urlpatterns = [
    path("actions/<int:action_id>/volontaires/", volunteers.volunteer_list, name="volunteers"),
    path("actions/<int:action_id>/volontaires/participer/", volunteers.join, name="volunteer"),
    path("actions/<int:action_id>/volontaires/se-retirer/", volunteers.leave, name="withdraw"),
    path("actions/<int:action_id>/volontaires/ecrire/", meetings.write, name="write_to_volunteers"),
    path("actions/<int:action_id>/rencontres/", meetings.add_meeting, name="add_volunteer_meeting"),
    path("volontaires/<int:offer_id>/", volunteers.offer, name="volunteer_offer"),
    path("volontaires/<int:offer_id>/accepter/", volunteers.accept, name="accept_volunteer"),
    path("volontaires/<int:offer_id>/mettre-en-attente/", volunteers.wait, name="put_on_waiting_list"),
    path("volontaires/<int:offer_id>/demarrer/", volunteers.start, name="start_volunteer"),
    path("volontaires/<int:offer_id>/remercier/", volunteers.thank, name="thank_volunteer"),
    path("volontaires/<int:offer_id>/decliner/", volunteers.decline, name="decline_volunteer"),
    path("volontaires/<int:offer_id>/avis/", volunteers.manager_decision, name="manager_decision"),
    path("volontaires/<int:offer_id>/heures/", meetings.hours, name="volunteer_hours"),
    path("volontaires/<int:offer_id>/attestation/", mine.attestation, name="attestation"),
    path("rencontres/<int:meeting_id>/", meetings.meeting, name="volunteer_meeting"),
    path("rencontres/<int:meeting_id>/annuler/", meetings.cancel_meeting, name="cancel_volunteer_meeting"),
    path("messages/<int:message_id>/", meetings.message, name="volunteer_message"),
    path("mes-participations/", mine.my_volunteering, name="my_volunteering"),
    path("mes-volontaires/", mine.led_volunteers, name="led_volunteers"),
    path("projets/<int:project_id>/contributions/", contributions.contributions, name="contributions"),
]
