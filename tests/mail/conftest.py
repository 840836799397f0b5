"""The mail server that receives what leaves the outbox."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.mailbox import Mailbox, receiving_mail


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """A real SMTP server, to which the scheduler sends."""
    with receiving_mail(settings) as mailbox:
        yield mailbox
