from django.urls import path

from portal.media import views

urlpatterns = [path("<path:name>", views.serve, name="media")]
