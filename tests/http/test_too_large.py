"""A form that is too large says what is too long and that nothing was saved."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.http.form_owner import sign_owner
from tests.factories import ActionPageFactory

pytestmark = pytest.mark.django_db

TOO_LONG = {"text": "é" * 1_500_000}
TOO_MANY = {f"field-{number}": "1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
TOO_MANY_FILES = {
    f"file-{number}": SimpleUploadedFile("a.txt", b"a")
    for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)
}


@pytest.mark.parametrize("enforces", [True, False])
@pytest.mark.parametrize("address", ["privacy_request", "comments:comments", "wagtailadmin_home"])
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (TOO_LONG, "trop longs"),
        (TOO_MANY, "trop de champs"),
        (TOO_MANY_FILES, "Trop de fichiers"),
    ],
)
def test_it_says_so(enforces: bool, address: str, data: dict, why: str, agent: User) -> None:
    client = Client(enforce_csrf_checks=enforces)
    client.force_login(agent)
    client.get(reverse("privacy_request"))  # it sets the token's cookie
    place = reverse(address, args=[ActionPageFactory().pk] if address.startswith("comments") else [])
    form = data | {"_owner": sign_owner(agent.pk)}
    answer = client.post(place, form)
    html = answer.content.decode()
    assert answer.status_code == 413
    assert why in html
    assert "Rien n’a été enregistré" in html
    assert "bouton Précédent" in html


def test_htmx_shows_it_beside_the_form(agent: User) -> None:
    client = Client()
    client.force_login(agent)
    place = reverse("comments:comments", args=[ActionPageFactory().pk])
    answer = client.post(place, TOO_LONG, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (200, "main > [role=status]")
    assert "trop longs" in answer.content.decode()
    assert "encore dans le formulaire" in answer.content.decode()
