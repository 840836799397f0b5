"""The list under a field of tags, whatever the accents of what is typed and of the tags."""

from django.apps import apps
from django.http import Http404, HttpRequest, JsonResponse
from taggit.models import TagBase
from wagtail.admin.views import tags

from portal.common.text import fold, sort_key

from .administration import user_can_change_something
from .screens import read_by

NAMES_SHOWN = 10


def install() -> None:
    """Replace Wagtail's view before its addresses are read, so that its guards stay."""
    tags.autocomplete = autocomplete


@read_by(user_can_change_something)
def autocomplete(request: HttpRequest, app_name: str = "taggit", model_name: str = "tag") -> JsonResponse:
    """Give the names of the tags that begin with what is typed."""
    try:
        model = apps.get_model(app_name, model_name)
    except LookupError as error:
        raise Http404 from error
    if not issubclass(model, TagBase):
        raise Http404
    typed = fold(request.GET.get("term", ""))
    names = model._default_manager.values_list("name", flat=True) if typed else ()
    found = sorted((name for name in names if fold(name).startswith(typed)), key=sort_key)
    return JsonResponse(found[:NAMES_SHOWN], safe=False)
