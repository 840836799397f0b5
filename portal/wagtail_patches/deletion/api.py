"""The administration's API also deletes pages: it refuses as the screens do."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from wagtail.admin.api.actions.delete import DeletePageAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page

from portal.wagtail_patches.deletion.holds import holds_of


class HeldError(APIException):
    """Something depends on the object. The answer is 409."""

    status_code = 409
    default_detail = _("This cannot be deleted: other content depends on it.")
    default_code = "held"


class HeldDeletePageAPIAction(DeletePageAPIAction):
    """Refuse to delete a page that other content depends on."""

    def execute(self, instance: Page, data: Any) -> Response:
        self._action_from_data(instance, data).check()
        if holds := holds_of(instance, self.request):
            raise HeldError([hold.label for hold in holds])
        try:
            with transaction.atomic():
                return super().execute(instance, data)
        except IntegrityError as refusal:
            raise HeldError from refusal


class HeldPagesAPIViewSet(PagesAdminAPIViewSet):
    """Wagtail's API of pages, with the deletion that refuses."""

    actions = {**PagesAdminAPIViewSet.actions, "delete": HeldDeletePageAPIAction}
