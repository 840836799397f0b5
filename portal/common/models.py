"""What every page of the portal has in common."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class BasePage(Page):
    """A page with a summary, shown at its top, in lists and in search results."""

    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_("Two or three sentences, shown at the top of the page, in lists and in search results."),
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]

    class Meta:
        abstract = True
