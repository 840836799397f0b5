"""Services about the settings of notification mails."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from portal.accounts.models import User

from ..enums import DEFAULT_FREQUENCIES, Category, Frequency
from ..models import MailSettings, Preference


def frequencies_of(agent: User) -> dict[Category, Frequency]:
    """Return the frequency of mails of each category for this agent."""
    chosen = Preference.objects.filter(agent=agent).values_list("category", "frequency")
    return DEFAULT_FREQUENCIES | {Category(category): Frequency(frequency) for category, frequency in chosen}


@transaction.atomic
def save_settings(
    *, agent: User, frequencies: Mapping[Category, Frequency], hours: Mapping[str, Any]
) -> None:
    """Save the choices of an agent. `hours` holds the fields of `MailSettings`."""
    _set(agent, frequencies)
    MailSettings.objects.update_or_create(agent=agent, defaults=dict(hours))


@transaction.atomic
def stop_mail(*, agent: User, categories: Iterable[Category]) -> None:
    """Stop mail about these categories. The centre still shows their notifications."""
    _set(agent, dict.fromkeys(categories, Frequency.NONE))


def _set(agent: User, frequencies: Mapping[Category, Frequency]) -> None:
    rows = [
        Preference(agent=agent, category=category, frequency=frequency)
        for category, frequency in frequencies.items()
    ]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["agent", "category"], update_fields=["frequency"]
    )
