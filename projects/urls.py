from django.urls import path

from . import views

urlpatterns = [
    path("actions/<int:pk>/avancement/", views.report_progress_view, name="report_progress"),
]
