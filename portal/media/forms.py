"""Wagtail's forms of images and documents: whichever screen uploads a file, it is checked here."""

from typing import Any

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from portal.media.uploads.validation import validate_document, validate_image


class ImageForm(BaseImageForm):
    """The form of an image, which checks what was sent."""

    def clean_file(self) -> Any:
        validate_image(self.cleaned_data["file"])
        return self.cleaned_data["file"]


class DocumentForm(BaseDocumentForm):
    """The form of a document, which checks what was sent."""

    def clean_file(self) -> Any:
        validate_document(self.cleaned_data["file"])
        return self.cleaned_data["file"]
