"""Cost of the comments of an action page: `python -m bench.comments`, with the development tools.

Measures the same page without comments, with 20, 200 and 5,000, on a test database in memory. A batch of
them is shown, which must not cost more than the rest of the page, and 5,000 not much more than 200.
"""

import gzip
import os
import statistics
import time

import django

RUNS = 30


def main() -> None:
    """Print queries, milliseconds and size for each number of comments."""
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
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.factories import ActionPageFactory, CommentFactory, ServiceFactory, UserFactory

    authors = [UserFactory(service=ServiceFactory()) for _author in range(40)]
    action = ActionPageFactory(seeking_volunteers=True, lead_person=authors[0])
    client = Client()
    client.force_login(authors[1])
    text = "Deux visas pour un acte qui engage une dépense, d’accord : c’est prudent. " * 5
    made = 0
    print("comments  queries      ms    bytes  compressed")
    for total in (0, 20, 200, 5000):
        while made < total:
            first = CommentFactory(page=action, author=authors[made % 40], text=text)
            reply = CommentFactory(
                page=action, author=authors[(made + 7) % 40], parent=first, depth=2, text=text
            )
            CommentFactory(page=action, author=authors[(made + 9) % 40], parent=reply, depth=3, text=text)
            CommentFactory(
                page=action, author=authors[(made + 3) % 40], text=text + "https://exemple.invalid/x"
            )
            made += 4
        client.get(action.get_url())
        times = []
        for _run in range(RUNS):
            begun = time.process_time()
            response = client.get(action.get_url())
            times.append((time.process_time() - begun) * 1000)
        with CaptureQueriesContext(connection) as queries:
            client.get(action.get_url())
        size, compressed = len(response.content), len(gzip.compress(response.content, 6))
        print(
            f"{total:8}  {len(queries):7}  {min(times):6.1f}  {size:7}  {compressed:10}"
            f"   (median {statistics.median(times):.1f} ms)"
        )


if __name__ == "__main__":
    main()
