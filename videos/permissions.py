"""Read access to the files of a film: for those who may read its page, and those who edit films."""

from django.db.models import Q
from django.http import HttpRequest
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.query import PageQuerySet

from portal.common.access import viewable
from videos.models import FilmPage


def user_can_read_film_file(request: HttpRequest, name: str) -> bool:
    """Return whether the person may read a film, its poster or its captions."""
    films = FilmPage.objects.filter(Q(video=name) | Q(poster=name) | Q(captions=name))
    return viewable(films, request).exists() or _user_previews(request, films)


def _user_previews(request: HttpRequest, films: PageQuerySet) -> bool:
    """Return whether this person edits the film.

    A file new in a draft stands in no page's row yet, so that whoever edits films may see it.
    """
    if not request.user.has_perm("wagtailadmin.access_admin"):
        return False
    film = films.first()
    if film is not None:
        return film.permissions_for_user(request.user).can_edit()
    return PagePermissionPolicy(FilmPage).user_has_any_permission(request.user, {"add", "change"})
