"""The request of a signed-in agent, for type checking."""

from django.forms import BaseForm
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails
from wagtail.models import Page

from .models import User


class AgentRequest(HttpRequest):
    """A request of a signed-in agent, as every view except sign-in gets (`LoginRequiredMiddleware`)."""

    user: User
    htmx: HtmxDetails
    refused_form: BaseForm  # sent from a page and refused: shown on that page again, with its errors
    home_page: Page | None  # the portal's root, once something needed it
    denied_paths: tuple[str, ...]  # of the subtrees that this person may not read, once something asked
    followed: dict[tuple[str, int], set[str]]  # as what the agent follows an object, once something asked
