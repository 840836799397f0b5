"""Large content: `python -m bench.large FILE` copies the demonstration to a file and fills it.

`python -m bench.large postgres://…` fills a database of PostgreSQL that holds the demonstration. What there
is then stands in `bench.filling`. Pages are measured on it by `python -m bench.pages --large FILE`.
"""

import argparse
import sys
from pathlib import Path

from bench.start import AGENT, INSTALLED, MANY_THREADS, copy_installation, index_beside, is_file, start


def main() -> int:
    """Fill the database that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("database", help="a file to make, or the address of a database of PostgreSQL")
    database: str = parser.parse_args().database
    if is_file(database):
        if Path(database).resolve() == INSTALLED.resolve():
            parser.error("The database of the installation is not filled: name another file.")
        copy_installation(Path(database))
    start(database)
    from django.conf import settings
    from django.db import connection, transaction

    from bench.filling import Filling, Sizes
    from portal.accounts.models import User
    from projects.models import ActionPage
    from search.index.sync import rebuild

    if is_file(database):
        settings.SEARCH_INDEX_PATH = index_beside(database)
        with connection.cursor() as cursor:
            for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
                cursor.execute(f"PRAGMA {setting}")
    with transaction.atomic():
        Filling(Sizes(), ActionPage.objects.get(slug=MANY_THREADS), User.objects.get(email=AGENT)).fill()
    print(f"{rebuild()} documents in the search index")
    return 0


if __name__ == "__main__":
    sys.exit(main())
