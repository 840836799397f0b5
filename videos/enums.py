from django.db import models
from django.utils.translation import gettext_lazy as _


class FilmKind(models.TextChoices):
    """What sort of film it is."""

    INVESTIGATION = "investigation", _("Investigation film")
    SKETCH = "sketch", _("Sketch")
    OTHER = "other", _("Film")
