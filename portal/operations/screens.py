"""What the screens of operation share: their buttons, the pages of their lists, the links between them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

ROWS_PER_PAGE = 50


class Verb(NamedTuple):
    """A button: what it does to a row (False: there was nothing to do), how it is logged, what is said."""

    model: type[Model]
    act: Callable[[Any], bool]
    action: str
    said: Promise


class Choice(NamedTuple):
    """A link that chooses which rows a list shows."""

    label: str
    address: str
    is_chosen: bool


def choices(labels: Iterable[tuple[str, str]], chosen: str, address: Callable[[str], str]) -> list[Choice]:
    """Return a link for each value, with its label."""
    return [Choice(label, address(value), value == chosen) for value, label in labels]


class ActingScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen whose buttons send `do`, one of its verbs, and the key of a `row`."""

    verbs: Mapping[str, Verb] = {}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way to this screen, by that of tasks."""
        items = [*super().get_breadcrumbs_items(), {"url": reverse("tasks"), "label": _("Tasks")}]
        if self.request.path != reverse("tasks"):
            items.append({"url": "", "label": str(self.page_title)})
        return items

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb, pk = self.verbs.get(request.POST.get("do", "")), request.POST.get("row", "")
        if verb is None or not pk.isdecimal() or len(pk) > len(str(2**63)):
            return HttpResponse(status=400)
        with transaction.atomic():
            row = verb.model._base_manager.filter(pk=pk).first()
            done = row is not None and verb.act(row)
            if done:
                log(row, verb.action)
        if done:
            messages.success(request, str(verb.said))
        else:
            messages.warning(
                request, _("Nothing was changed: this is being done at this moment, or is done.")
            )
        return redirect(request.get_full_path())

    def rows_of(self, rows: QuerySet[Any]) -> dict[str, Any]:
        """Return the page of rows that the address asks for, as Wagtail's pagination shows it."""
        page = Paginator(rows, ROWS_PER_PAGE).get_page(self.request.GET.get("p"))
        return {"rows": page, "elided_page_range": page.paginator.get_elided_page_range(page.number)}
