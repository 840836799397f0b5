"""What waits to be written to the index, and the text of uploaded files."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.enums import Engine


class Change(models.Model):
    """The outbox: something that can be found has changed, and an engine has yet to take the change.

    One row for each engine, written in the transaction of the change itself, so both happen or neither. It
    goes away once its engine has taken the change (`search.sync.drain`).
    """

    engine = models.CharField(_("engine"), max_length=10, choices=Engine, default=Engine.EMBEDDED)
    key = models.CharField(_("key"), max_length=60)
    created_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["engine", "id"], name="search_change_of_engine")]
        verbose_name = _("change to index")
        verbose_name_plural = _("changes to index")

    def __str__(self) -> str:
        return self.key


class FileText(models.Model):
    """The text read in an uploaded file, kept so that indexing again does not read the file again."""

    document = models.OneToOneField(
        "media.CustomDocument", models.CASCADE, related_name="file_text", verbose_name=_("document")
    )
    source = models.CharField(
        _("source"), max_length=200, help_text=_("Which file was read, and by which version of the reader.")
    )
    pages = models.JSONField(_("pages"), default=list)
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    read_at = models.DateTimeField(_("read"), auto_now=True)

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")

    def __str__(self) -> str:
        return self.source
