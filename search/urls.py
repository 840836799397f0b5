from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path("suggestions/", views.suggestions, name="suggestions"),
    path("gardees/", views.save, name="save"),
    path("gardees/<int:pk>/retirer/", views.remove, name="remove_saved"),
]
