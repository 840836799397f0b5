"""Who may read images: the privacy of their collection decides."""

from django.http import HttpRequest
from wagtail.models import Collection

from portal.media.models import CustomImage, CustomRendition


def _user_can_read_collection(request: HttpRequest, collection: Collection) -> bool:
    restrictions = collection.get_view_restrictions()
    return all(restriction.accept_request(request) for restriction in restrictions)


def user_can_read_original_image(request: HttpRequest, name: str) -> bool:
    """An image as it was uploaded."""
    image = CustomImage.objects.select_related("collection").filter(file=name).first()
    return image is not None and _user_can_read_collection(request, image.collection)


def user_can_read_rendition(request: HttpRequest, name: str) -> bool:
    """An image at a size that a page shows."""
    rendition = CustomRendition.objects.select_related("image__collection").filter(file=name).first()
    return rendition is not None and _user_can_read_collection(request, rendition.image.collection)
