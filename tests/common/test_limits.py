"""What people read of a limit, in pages and in the guides, is what the settings say."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from portal.accounts.models import User
from portal.common.limits import limit_in_words, limit_in_words_lazy
from portal.common.retention import period_in_words
from tests.factories import CommentFactory

# Where a guide says each limit, around its words.
GUIDES = {
    "comment_correction": ("conversations.md", "se corrige pendant {} ;"),
    "proposal_correction": ("propositions.md", "la corriger pendant {},"),
    "sign_in_window": ("securite-des-comptes.md", "| {} | seul, {} après le premier essai |"),
    "sign_in_tries": ("securite-des-comptes.md", "erronés pour une adresse | {} |"),
    "sign_in_tries_of_network": ("securite-des-comptes.md", "depuis un même réseau | {} |"),
    "password_link": ("securite-des-comptes.md", "Le lien reçu fonctionne {}"),
    "recovery_codes": ("securite-des-comptes.md", "reçoit {} codes de secours"),
    "digest_time": ("notifications.md", "se préparent à {} ;"),
    "film_bytes": ("medias.md", "| MP4, WebM | {} |"),
    "captions_bytes": ("medias.md", "| WebVTT | {} |"),
    "import_bytes": ("volontaires.md", "(CSV ou XLSX, {},"),
    "import_lines": ("volontaires.md", ", {} lignes)"),
}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def guide(name: str) -> str:
    return plain((settings.BASE_DIR / "docs" / name).read_text())


@pytest.mark.parametrize("name", settings.LIMITS)
def test_the_guides_say_each_limit(name: str) -> None:
    document, words = GUIDES[name]
    with override("fr"):
        assert plain(words.replace("{}", limit_in_words(name))) in guide(document)


def test_the_guide_says_each_retention_period() -> None:
    rows = dict(re.findall(r"\| `(\w+)` \| ([^|]+) \|", guide("donnees-personnelles.md")))
    assert len(rows) >= 9
    with override("fr"):
        assert rows == {name: plain(period_in_words(settings.RETENTION[name])) for name in rows}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime.timedelta(minutes=20), "20 minutes"),
        (datetime.timedelta(days=2), "2 jours"),
        (datetime.time(7, 30), "7 h 30"),
        (12_000, "12 000"),
    ],
)
def test_a_limit_in_words(value: Any, words: str, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "comment_correction": value, "film_bytes": 3 * 1024**3}
    template = Template('{% limit "comment_correction" as it %}{{ it }}')
    with override("fr"):
        assert plain(template.render(Context())) == words
        assert plain(str(limit_in_words_lazy("film_bytes"))) == "3 Go"


@pytest.mark.django_db
def test_another_time_to_correct_a_comment_is_one_setting(
    sign_in: Callable[[User], Client], agent: User, settings: Any
) -> None:
    client = sign_in(agent)
    settings.LIMITS = {**settings.LIMITS, "comment_correction": datetime.timedelta(minutes=40)}
    comment = CommentFactory(author=agent)
    address = reverse("comments:edit_comment", args=[comment.pk])
    assert "pendant 40 minutes" in plain(client.get(address).content.decode())
    settings.LIMITS = {**settings.LIMITS, "comment_correction": datetime.timedelta()}
    assert client.post(address, {"text": "Autre chose"}).status_code == 200
    comment.refresh_from_db()
    assert comment.text != "Autre chose"
