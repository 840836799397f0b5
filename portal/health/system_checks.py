"""System checks of the metrics."""

from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

SHORTEST_TOKEN = 32  # characters


@register()
def metrics_token(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check that the token of the metrics cannot be guessed, and that their library is installed."""
    if not settings.METRICS_TOKEN:
        return []
    errors: list[CheckMessage] = []
    if len(settings.METRICS_TOKEN) < SHORTEST_TOKEN:
        errors.append(
            Error(
                f"METRICS_TOKEN has fewer than {SHORTEST_TOKEN} characters: it could be guessed.",
                hint='python -c "import secrets; print(secrets.token_urlsafe(32))" prints one.',
                id="health.E001",
            )
        )
    if find_spec("prometheus_client") is None:
        hint = "Install the 'production' dependency group."
        errors.append(Error("METRICS_TOKEN needs prometheus_client.", hint=hint, id="health.E002"))
    return errors
