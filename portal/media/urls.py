from django.urls import path

from portal.media import bodies, views

urlpatterns = [
    path("depot/", bodies.may_upload, name="may_upload"),
    path("<path:name>", views.serve, name="media"),
]
