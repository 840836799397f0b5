"""Read access to images and documents: by the privacy of their collection, and for those who edit them."""

from django.http import HttpRequest
from wagtail.models import BaseViewRestriction, Collection
from wagtail.permissions import policy_registry

from portal.media.models import CustomDocument, CustomImage, CustomRendition


def user_can_read_original_image(request: HttpRequest, name: str) -> bool:
    """Return True if the person may read an image as it was uploaded."""
    image = CustomImage.objects.select_related("collection").filter(file=name).first()
    return image is not None and _user_can_read(request, image)


def user_can_read_rendition(request: HttpRequest, name: str) -> bool:
    """Return True if the person may read an image at a size that a page shows."""
    rendition = CustomRendition.objects.select_related("image__collection").filter(file=name).first()
    return rendition is not None and _user_can_read(request, rendition.image)


def user_can_ask_for_document(request: HttpRequest, document: CustomDocument) -> bool:
    """Return True if the person may read the document or only needs its password."""
    refused = _refused_by(request, document.collection)
    return all(
        restriction.restriction_type == BaseViewRestriction.PASSWORD for restriction in refused
    ) or user_works_on(request, document)


def user_works_on(request: HttpRequest, member: CustomImage | CustomDocument) -> bool:
    """Return True if this person edits, deletes or places this image or document in the administration."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        return False
    policy = policy_registry.get_by_type(type(member))
    return policy.user_has_any_permission_for_instance(request.user, ["change", "delete", "choose"], member)


def _user_can_read(request: HttpRequest, image: CustomImage) -> bool:
    return not _refused_by(request, image.collection) or user_works_on(request, image)


def _refused_by(request: HttpRequest, collection: Collection) -> list[BaseViewRestriction]:
    restrictions = collection.get_view_restrictions()
    return [restriction for restriction in restrictions if not restriction.accept_request(request)]
