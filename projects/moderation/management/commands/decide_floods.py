"""Write the decisions about floods of comments. Whoever runs it may be killed."""

from typing import Any

from django.core.management.base import BaseCommand

from projects.moderation.floods import decide_floods


class Command(BaseCommand):
    help = "Decide about the next comments of a flood that a moderator has decided about."

    def handle(self, *args: Any, **options: Any) -> None:
        decide_floods()
