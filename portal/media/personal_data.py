"""The images and documents that a person uploaded. They belong to the portal, which erases the name only."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, Held, PersonalData, register_personal_data

from .models import CustomDocument, CustomImage

UPLOADED_AT = Column("uploaded_at", _("uploaded"), "created_at")

register_personal_data(
    PersonalData(
        key="images",
        title=_("Images that you uploaded"),
        why=_("Who added an image is kept with it."),
        held=Held(CustomImage, "uploaded_by_user"),
        columns=("title", "file", Column("text_alternative", path="description"), UPLOADED_AT),
        file="file",
    ),
    PersonalData(
        key="documents",
        title=_("Documents that you uploaded"),
        why=_("Who added a document is kept with it."),
        held=Held(CustomDocument, "uploaded_by_user"),
        columns=("title", "file", UPLOADED_AT),
        file="file",
    ),
    order=40,
)
