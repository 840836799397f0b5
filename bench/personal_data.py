"""Cost of an agent's archive: `python -m bench.personal_data`, with the development tools.

Writes the ZIP of an agent without comments, then with 5,000, on a test database in memory. It must come
within a minute, with as many queries for many comments as for none. Measured on two shared cores:
0 comments 0.06 s, 33 queries, 2 kB; 5,000 comments 1.3 s, 33 queries, 64 kB.
"""

import os
import time

import django

COMMENTS = 5000


def main() -> None:
    """Print seconds, queries and size for each number of comments."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    from django.conf import settings
    from django.test.utils import get_runner, setup_test_environment

    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        measure()
    finally:
        runner.teardown_databases(databases)


def measure() -> None:
    """Print one line for each number of comments, on a database that exists."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from portal.privacy.archive import write_archive
    from projects.comments.models import Comment
    from tests.factories import ActionPageFactory, UserFactory

    author, action = UserFactory(), ActionPageFactory()
    for count in (0, COMMENTS):
        Comment.objects.bulk_create(
            Comment(page_id=action.pk, author=author, text="Un avis qui prend son temps. " * 20)
            for _number in range(count)
        )
        with CaptureQueriesContext(connection) as captured:
            begun = time.perf_counter()
            with write_archive(user=author) as archive:
                took = time.perf_counter() - begun
                size = archive.seek(0, os.SEEK_END) / 1024
        print(f"{count} comments: {took:.2f} s, {len(captured)} queries, {size:.0f} kB")


if __name__ == "__main__":
    main()
