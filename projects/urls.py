from django.urls import path

from .views import groups, progress

urlpatterns = [
    path("actions/<int:pk>/avancement/", progress.report_progress_view, name="report_progress"),
    # Working groups
    path("groupes/<int:group_id>/membres/", groups.members, name="group_members"),
    path("groupes/<int:group_id>/membres/ajouter/", groups.add_member, name="add_group_member"),
    path("groupes/<int:group_id>/membres/retirer/", groups.remove_member, name="remove_group_member"),
    path("groupes/<int:group_id>/reunions/", groups.plan_meeting, name="plan_group_meeting"),
    path("groupes/reunions/<int:group_meeting_id>/", groups.change_meeting, name="change_group_meeting"),
    path(
        "groupes/reunions/<int:group_meeting_id>/annuler/", groups.cancel_meeting, name="cancel_group_meeting"
    ),
    path("groupes/reunions/<int:group_meeting_id>/compte-rendu/", groups.write_minutes, name="group_minutes"),
]
