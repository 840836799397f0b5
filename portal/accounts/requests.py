"""The request of a signed-in agent, for type checking."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails
from wagtail.models import Page

from .models import User


class AgentRequest(HttpRequest):
    """Every view but sign-in gets one: LoginRequiredMiddleware lets nobody else in."""

    user: User
    htmx: HtmxDetails
    home_page: Page | None  # the portal's root, once something needed it
