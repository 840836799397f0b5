"""Every address of the portal."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("gestion/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("portal.accounts.urls")),
    path("", include("portal.common.urls")),
    path("media/", include("portal.media.urls")),
    path("participation/", include("projects.participation.urls")),
    path("recherche/", include("search.urls")),
    path("", include(wagtail_urls)),
]
