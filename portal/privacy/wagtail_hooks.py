"""Screens and menus about personal data."""

from wagtail import hooks

from .viewsets import PrivacyRequestViewSet


@hooks.register("register_admin_viewset")
def register_viewset() -> PrivacyRequestViewSet:
    return PrivacyRequestViewSet()
