"""Headers of every answer: the language of the interface, the content policy and others."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from .content_policy import PREVIEW

_answering: ContextVar[HttpRequest] = ContextVar("answering")

# Deny what the portal does not use, so that nothing put into a page can use it either.
_DENIED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read",
    "display-capture", "encrypted-media", "geolocation", "gyroscope", "hid", "identity-credentials-get",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment",
    "publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock", "serial",
    "storage-access", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip
_OWN = ("clipboard-write", "fullscreen", "picture-in-picture")  # the editor's copy buttons; the films
PERMISSIONS_POLICY = ", ".join(
    [*(f"{feature}=()" for feature in _DENIED), *(f"{feature}=(self)" for feature in _OWN)]
)


def script_nonce() -> str:
    """Return the nonce that lets a script run on the page being answered.

    This is for code that renders without the request, such as form widgets. Templates that have the request
    write `{{ request.csp_nonce }}`.
    """
    return str(_answering.get().csp_nonce)  # type: ignore[attr-defined]


class ContentPolicyMiddleware(CSPMiddleware):
    """Choose the tier of the content policy. A view that set the header itself keeps its own."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        token = _answering.set(request)
        try:
            return super().__call__(request)
        finally:
            _answering.reset(token)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if report_only:
            return parts
        if parts.config is None and request.path_info.startswith(reverse("wagtailadmin_home")):
            parts.config = settings.CONTENT_SECURITY_POLICY_ADMIN
        if getattr(request, "is_preview", False):
            parts.replace = {**PREVIEW, **(parts.replace or {})}
        return parts


class SecurityHeadersMiddleware:
    """Set headers that Django has no setting for, on every answer: pages, files, redirects and errors.

    A page is made for one person. No copy of it stays in a cache or in the browser's history, so that nobody
    reads it after the person signed out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response


class LanguageMiddleware:
    """Activate the language chosen with the switch, or else the portal's own.

    The browser's preferences do not count, unlike with Django's LocaleMiddleware: the content is in the
    portal's language, and a workstation installed in English must not show half of each.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response
