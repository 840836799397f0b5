"""Files of every kind that the portal keeps."""

import io

from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Collection

from portal.media.models import CustomDocument, CustomImage
from tests.factories import FilmPageFactory
from videos.models import FilmPage

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(size: tuple[int, int] = (64, 48), kind: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (30, 90, 160)).save(buffer, kind, **options)
    return buffer.getvalue()


def make_image(collection: Collection, name: str = "beffroi.jpg") -> CustomImage:
    return CustomImage.objects.create(
        title="Beffroi",
        description="Le beffroi vu de la place.",
        file=ContentFile(picture(), name),
        collection=collection,
    )


def make_document(collection: Collection, name: str = "compte-rendu.pdf") -> CustomDocument:
    return CustomDocument.objects.create(
        title="Compte rendu", file=ContentFile(PDF, name), collection=collection
    )


def make_film(**fields: object) -> FilmPage:
    film = FilmPageFactory(**fields)
    film.poster.save("affiche.webp", ContentFile(picture((32, 18), "WEBP")))
    return film
