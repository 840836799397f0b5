"""Ask for a page of each type as one of the demonstration's agents: `python -m tests.upgrade.visits`.

Run on an upgraded database. Ends with an error when a page does not answer as it should.
"""

import django
from django.test import Client


def main() -> None:
    django.setup()
    from wagtail.models import Page

    from portal.accounts.models import User
    from videos.models import FilmPage

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email="sandrine.loubressac@exemple.invalid"))
    pages = {page.specific_class: page for page in Page.objects.live().filter(depth__gt=1).order_by("-pk")}
    pages.pop(FilmPage)  # its files are no part of a database
    assert len(pages) > 8, pages
    for page in pages.values():
        status = client.get(page.get_url()).status_code
        assert status == 200, f"{page.get_url()}: {status}"
        print(page.get_url())


if __name__ == "__main__":
    main()
