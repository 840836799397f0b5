"""What belongs to the person who is signed in, under /mon-espace/."""

from django.urls import path

from . import views

urlpatterns = [path("", views.my_space, name="my_space")]
