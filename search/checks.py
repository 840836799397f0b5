"""System checks of the search settings."""

from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from search.engines.transports import Address


@register()
def search_url(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check that ``SEARCH_URL`` can be read, and that the libraries it needs are installed."""
    if not settings.SEARCH_URL:
        return []
    try:
        address = Address.of(settings.SEARCH_URL)
    except ValueError as error:
        return [Error("SEARCH_URL cannot be read.", hint=str(error), id="search.E001")]
    needed = {"elasticsearch", "opensearchpy"} if address.product == "opensearch" else {"elasticsearch"}
    missing = sorted(name for name in needed if find_spec(name) is None)
    if missing:
        hint = "Install the 'production' dependency group."
        return [Error(f"SEARCH_URL needs {', '.join(missing)}.", hint=hint, id="search.E002")]
    return []
