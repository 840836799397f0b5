"""Run what is done beside the requests, until SIGTERM or Ctrl+C."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from portal.common.schedule import Lane
from portal.tasks.workers import WORKERS, work


def _workers(text: str) -> tuple[Lane, int]:
    lane, _equal, count = text.partition("=")
    if lane not in Lane.values or not count.isdecimal():
        raise argparse.ArgumentTypeError(f"'{text}' is not LANE=NUMBER; lanes: {', '.join(Lane.values)}.")
    return Lane(lane), int(count)


class Command(BaseCommand):
    help = "Run the periodic commands and what requests leave to be done, until stopped."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "workers",
            nargs="*",
            type=_workers,
            metavar="LANE=NUMBER",
            help="so many worker processes in this lane, and none in those not named (default: "
            + " ".join(f"{lane}={count}" for lane, count in WORKERS.items())
            + ")",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        work(dict(options["workers"]) or WORKERS)
