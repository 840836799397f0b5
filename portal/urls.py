"""Every address of the portal."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.accounts.administration import guarded

# There is one sign-in page: Wagtail's own two lead to it.
to_sign_in = login_not_required(RedirectView.as_view(pattern_name="login", query_string=True))

urlpatterns = [
    path("gestion/login/", to_sign_in),
    path("gestion/", include(guarded(wagtailadmin_urls.urlpatterns))),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("portal.accounts.urls")),
    path("", include("portal.common.urls")),
    path("media/", include("portal.media.urls")),
    path("participation/", include("projects.participation.urls")),
    path("mon-espace/", include("home.urls")),
    path("plan/", include("projects.urls")),
    path("recherche/", include("search.urls")),
    path("_util/login/", to_sign_in),
    path("", include(wagtail_urls)),
]
