"""Screens of Wagtail that delete one object, or say what keeps it."""

import logging
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views import generic
from wagtail.admin.views.pages.delete import DeleteView as PageDeleteView
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page
from wagtail.snippets.views import snippets

from portal.wagtail_patches.deletion.holds import Hold, holds_of

logger = logging.getLogger(__name__)


class RacedDeletionMixin:
    """Show the screen again if the database refuses, because something refers to the object meanwhile."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except IntegrityError as refusal:  # Django's refusals of a deletion are such errors too
            logger.warning("Refused deletion: %s", request.path, exc_info=refusal)
            list(messages.get_messages(request))  # what was just said is not true any more
            messages.error(request, _("Nothing was deleted: other content now depends on it."))
            return redirect(request.get_full_path())
        return response


class HeldDeletionMixin(RacedDeletionMixin):
    """Say what keeps the object instead of asking whether to delete it. `advice` says what to do instead."""

    request: HttpRequest
    advice: Any = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.refusal() or super().get(request, *args, **kwargs)  # type: ignore[misc]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.refusal(status=409) or super().post(request, *args, **kwargs)  # type: ignore[misc]

    def refusal(self, status: int = 200) -> HttpResponse | None:
        """Return the screen that gives the reason, or None if nothing keeps the object."""
        if not self.holds:
            return None
        context = {
            "title": self.title,
            "holds": self.holds,
            "advice": self.advice,
            "back": get_valid_next_url_from_request(self.request) or self.back,
        }
        return TemplateResponse(self.request, "wagtailadmin/deletion/held.html", context, status=status)

    @cached_property
    def holds(self) -> list[Hold]:
        return holds_of(self.target, self.request)

    @property
    def target(self) -> Model:
        return self.object  # type: ignore[attr-defined]

    @property
    def title(self) -> str:
        return str(self.target)

    @property
    def back(self) -> str:
        return str(self.get_success_url())  # type: ignore[attr-defined]


class HeldDeleteView(HeldDeletionMixin, generic.DeleteView):
    """Delete an object that nothing depends on."""


class HeldSnippetDeleteView(HeldDeletionMixin, snippets.DeleteView):
    """Delete a snippet that nothing depends on."""


class HeldPageDeleteView(HeldDeletionMixin, PageDeleteView):
    """Delete a page that nothing depends on."""

    page: Page

    @property
    def target(self) -> Page:
        return self.page

    @property
    def title(self) -> str:
        return str(self.page.get_admin_display_title())

    @property
    def back(self) -> str:
        return reverse("wagtailadmin_explore", args=[self.page.get_parent().pk])


class PageListView(ExplorableIndexView):
    """The pages below a page. A row costs as much as the header of the screen: show what a window holds."""

    paginate_by = 20


class HeldPageViewSet(PageViewSet):
    """The screens of pages of every type."""

    index_view_class = PageListView
    delete_view_class = HeldPageDeleteView
