from django.urls import path

from . import views

urlpatterns = [
    path("plan/actions/<int:pk>/avancement/", views.report_progress_view, name="report_progress"),
    path("participation/mes-participations/rencontres.ics", views.my_meetings_view, name="my_meetings"),
]
