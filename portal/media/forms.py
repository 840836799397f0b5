"""Wagtail's forms of images and documents: whichever screen uploads a file, it is checked here."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from portal.media.uploads.validation import validate_document, validate_image


class ImageForm(BaseImageForm):
    """The form of an image, which checks what was sent."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            validate_image(file)
        return file


class DocumentForm(BaseDocumentForm):
    """The form of a document, which checks what was sent."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            validate_document(file)
        return file
