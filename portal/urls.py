"""All addresses of the portal."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from portal.signin.directory.views import SignOutView
from portal.wagtail_patches.administration import guarded

# There is one sign-in page and one way out: Wagtail's own lead to them.
to_sign_in = login_not_required(RedirectView.as_view(pattern_name="login", query_string=True))

handler400 = "portal.http.bad_requests.bad_request"
handler500 = "portal.http.views.server_error"

urlpatterns = [
    path("gestion/login/", to_sign_in),
    path("gestion/logout/", SignOutView.as_view()),
    path("gestion/", include(guarded(wagtailadmin_urls.urlpatterns))),
    path("documents/", include("portal.media.document_urls")),
    path("", include("portal.signin.urls")),
    path("", include("portal.http.urls")),
    path("", include("portal.health.urls")),
    path("media/", include("portal.media.urls")),
    path("participation/", include("projects.comments.urls")),
    path("participation/", include("projects.moderation.urls")),
    path("participation/", include("projects.proposals.urls")),
    path("participation/", include("projects.volunteering.urls")),
    path("mon-espace/", include("portal.privacy.urls")),
    path("mon-espace/notifications/", include("projects.notifications.urls")),
    path("", include("home.urls")),
    path("", include("projects.urls")),
    path("plan/groupes/", include("projects.groups.urls")),
    path("recherche/", include("search.urls")),
    path("_util/login/", to_sign_in),
    path("", include(wagtail_urls)),
]
