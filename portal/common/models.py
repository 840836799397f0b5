"""What every page of the portal has in common."""

from http import HTTPMethod

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageViewRestriction


class BasePage(Page):
    """A page with a summary, shown at its top, in lists and in search results."""

    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_("Two or three sentences, shown at the top of the page, in lists and in search results."),
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]

    # A page is read; what is written about it goes to addresses of its own.
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    # A page type that sets this shows `{% comments page %}` in its template.
    open_to_comments = False

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """The restrictions of this page and of those above it, in one query instead of Wagtail's two.

        An alias obeys the restrictions of its original, not the copies that it got when it was made.
        Asked twice of the same page, they are read once.
        """
        return self._view_restrictions

    @cached_property
    def _view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        lengths = range(self.steplen, len(self.path) + 1, self.steplen)
        line = [self.path[:length] for length in lengths]
        in_line = models.Q(page__path__in=line, page__alias_of=None) | models.Q(page__aliases__path__in=line)
        return PageViewRestriction.objects.filter(in_line).distinct()
