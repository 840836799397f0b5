"""The images and documents that a person uploaded. They belong to the portal, which erases the name only."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, PersonalData, register_personal_data

from .models import CustomDocument, CustomImage


def images_of(user: Any) -> QuerySet[CustomImage]:
    """Return the images that a person uploaded."""
    return CustomImage.objects.filter(uploaded_by_user=user).order_by("pk")


def documents_of(user: Any) -> QuerySet[CustomDocument]:
    """Return the documents that a person uploaded."""
    return CustomDocument.objects.filter(uploaded_by_user=user).order_by("pk")


IMAGES = PersonalData(
    key="images",
    title=_("Images that you uploaded"),
    why=_("Who added an image is kept with it."),
    held=images_of,
    columns=(
        Column("title", _("title"), "title"),
        Column("file", _("file"), "file"),
        Column("text_alternative", _("text alternative"), "description"),
        Column("uploaded_at", _("uploaded"), "created_at"),
    ),
    relations=("media.CustomImage.uploaded_by_user",),
    files=lambda user: (image.file for image in images_of(user).iterator()),
)
DOCUMENTS = PersonalData(
    key="documents",
    title=_("Documents that you uploaded"),
    why=_("Who added a document is kept with it."),
    held=documents_of,
    columns=(
        Column("title", _("title"), "title"),
        Column("file", _("file"), "file"),
        Column("uploaded_at", _("uploaded"), "created_at"),
    ),
    relations=("media.CustomDocument.uploaded_by_user",),
    files=lambda user: (document.file for document in documents_of(user).iterator()),
)


def register() -> None:
    """Register what the media hold about people."""
    register_personal_data(IMAGES, DOCUMENTS, order=40)
