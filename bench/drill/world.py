"""What the drill needs in the portal, and what it finds there at the end.

`python -m bench.drill.world make|count`, with the environment of the portal. JSON on stdin and stdout.
"""

import json
import sys
from collections import Counter
from typing import Any

import django
from django.conf import settings

WRITERS, FOLLOWERS, MODERATORS, FORGETFUL = 120, 5, 2, 600


def make() -> dict[str, Any]:
    """Make agents and an action that some of them follow."""
    from django.test import Client, override_settings
    from django.urls import reverse

    from projects.notifications.enums import FollowKind
    from projects.notifications.services.following import follow
    from tests.factories import ActionPageFactory

    action = ActionPageFactory(title="Exercice")
    # Nobody signs in with these passwords, and a real hash takes a third of a second.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        writers = _agents("ecrit", WRITERS)
        followers = _agents("suit", FOLLOWERS)
        moderators = _agents("modere", MODERATORS, groups=["Modération"])
        forgetful = _agents("oublie", FORGETFUL)
    for agent in followers:
        follow(agent=agent, kind=FollowKind.CONVERSATION, key=action.pk)
    cookies = []
    for agent in writers:
        client = Client()
        client.force_login(agent)
        cookies.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return {
        "cookie": settings.SESSION_COOKIE_NAME,
        "csrf": settings.CSRF_COOKIE_NAME,
        "sessions": cookies,
        "page": action.pk,
        "comment": reverse("comments:comments", args=[action.pk]),
        "report": reverse("moderation:report_comment", args=[0]),
        "forget": reverse("password_reset"),
        "followers": [agent.pk for agent in followers],
        "moderators": [agent.pk for agent in moderators],
        "forgetful": [agent.email for agent in forgetful],
    }


def _agents(name: str, number: int, **more: Any) -> list[Any]:
    from tests.factories import UserFactory

    return [UserFactory(email=f"{name}-{one}@exemple.fr", **more) for one in range(number)]


def count(made: dict[str, Any]) -> dict[str, Any]:
    """Count the comments by their text, and who was told of each; what still waits to be done."""
    from portal.mail.models import OutgoingMail
    from portal.tasks.models import Task
    from projects.comments.models import Comment
    from projects.moderation.models import Report
    from projects.notifications.models import Notification

    written = Comment.objects.filter(page_id=made["page"])
    told = Notification.objects.filter(kind="comment", recipient__in=made["followers"])
    alarmed = Notification.objects.filter(kind="reported", recipient__in=made["moderators"])
    return {
        "comments": Counter(written.values_list("text", flat=True)),
        "untold": len(made["followers"]) * written.count() - told.count(),
        "unalarmed": len(made["moderators"]) * Report.objects.count() - alarmed.count(),
        "reports": Report.objects.count(),
        "waiting": Task.objects.once().filter(given_up_at=None).count()
        + OutgoingMail.objects.waiting().count(),
        "given_up": Task.objects.given_up().count(),
    }


if __name__ == "__main__":
    django.setup()
    json.dump(make() if sys.argv[1] == "make" else count(json.load(sys.stdin)), sys.stdout)
