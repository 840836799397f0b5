"""What every page of the portal has in common."""

from typing import Any

from django.db import models
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

    # A page type that sets this shows `{% comments page %}` in its template.
    open_to_comments = False

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An alias of an alias is one of the original: its restrictions are found in one step."""
        if self.alias_of is not None and self.alias_of.alias_of_id is not None:
            self.alias_of_id = self.alias_of.alias_of_id
        super().save(*args, **kwargs)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """The restrictions of this page and of those above it, in one query instead of Wagtail's two.

        An alias obeys the restrictions of its original, not the copies that it got when it was made.
        """
        lengths = range(self.steplen, len(self.path) + 1, self.steplen)
        line = [self.path[:length] for length in lengths]
        in_line = models.Q(page__path__in=line, page__alias_of=None) | models.Q(page__aliases__path__in=line)
        return PageViewRestriction.objects.filter(in_line).distinct()
