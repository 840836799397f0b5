"""Documents, under the names and addresses that Wagtail gives them."""

from django.urls import path, re_path
from wagtail.documents.views.serve import authenticate_with_password

from portal.media import views

urlpatterns = [
    re_path(r"^([0-9]{1,18})/(.*)$", views.serve_document, name="wagtaildocs_serve"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
