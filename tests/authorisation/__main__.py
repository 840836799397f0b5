"""`python -m tests.authorisation` says what differs from the table; `--write` writes it anew."""

import argparse
import logging
import os
import sys

import django


def main() -> int:
    """Measure every address for every role; 1 when the table says otherwise and is not written."""
    parser = argparse.ArgumentParser(prog="python -m tests.authorisation", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table anew, to be reviewed")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    logging.disable(logging.ERROR)  # refusals are what is measured

    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from . import table
    from .addresses import addresses
    from .measure import measure
    from .world import ROLES, build_world, rolled_back

    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with rolled_back():
            world = build_world()
            answers = {
                str(address): {role: measure(world, address, role) for role in ROLES}
                for address in addresses()
            }
    finally:
        teardown_databases(databases, verbosity=0)
    known = table.read() if table.PATH.exists() else {}
    changed = [name for name in answers.keys() | known.keys() if answers.get(name) != known.get(name)]
    print(*sorted(changed), f"{len(changed)} of {len(answers)} addresses differ", sep="\n")
    if options.write:
        table.write(answers)
        return 0
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
