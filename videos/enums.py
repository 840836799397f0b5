from django.db import models
from django.utils.translation import gettext_lazy as _


class FilmKind(models.TextChoices):
    """The sort of a film."""

    INVESTIGATION = "investigation", _("Investigation film")
    SKETCH = "sketch", _("Sketch")
    OTHER = "other", _("Film")
