"""A portal in production settings with a few files, for the tests that put a real server before it.

`python -m tests.parts.site` fills the folder of PORTAL_VAR_DIR, and prints what it made as JSON.
"""

import json
import sys

import django
from django.conf import settings


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)

    from django.contrib.auth.models import Group
    from django.core.files.base import ContentFile
    from django.test import Client
    from wagtail.models import Collection, PageViewRestriction

    from tests.factories import FilmPageFactory, UserFactory
    from tests.media.files import make_document, make_film, make_image

    root = Collection.get_first_root_node()
    film, secret = make_film(), FilmPageFactory()
    film.video.save("film.mp4", ContentFile(bytes(range(256)) * 4096))
    restriction = PageViewRestriction.objects.create(page=secret, restriction_type="groups")
    restriction.groups.add(Group.objects.get(name="Comité de pilotage"))
    image, document = make_image(root), make_document(root)
    cookies = {}
    for role, groups in (("agent", ["Agents"]), ("editor", ["Communication"])):
        client = Client()
        client.force_login(UserFactory(groups=groups, email=f"{role}@exemple.fr"))
        cookies[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    json.dump(
        {
            "cookie_name": settings.SESSION_COOKIE_NAME,
            "cookies": cookies,
            "film": film.video.url,
            "captions": film.captions.url,
            "image": image.get_rendition("width-20|format-webp").url,
            "document": document.url,
            "secret": secret.video.url,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
