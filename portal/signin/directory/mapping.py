"""Rules that turn a person's attributes into an organisation, a service and groups."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group

from portal.accounts.models import Organisation, Service, User
from portal.common.text import lower_case

from ..enums import Source
from .models import DirectoryRule

ANY = "*"

# Values of each attribute or claim, as text.
Attributes = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Placement:
    """The result of the rules for one person. `governed` are the groups that some rule gives to somebody."""

    organisation: Organisation | None
    service: Service | None
    groups: frozenset[Group]
    governed: frozenset[Group]
    places_in_service: bool


class Rules:
    """The rules for one kind of directory, read once and applied to any number of people."""

    def __init__(self, source: Source) -> None:
        self.rules = list(
            DirectoryRule.objects.filter(source=source).select_related("organisation", "service", "group")
        )

    @property
    def attributes(self) -> set[str]:
        return {rule.attribute for rule in self.rules}

    def place(self, attributes: Attributes) -> Placement:
        """Apply the rules. If two give an organisation or a service, the first in the table counts."""
        names = {name.casefold(): values for name, values in attributes.items()}
        met = [rule for rule in self.rules if _meets(rule, names.get(rule.attribute.casefold(), frozenset()))]
        return Placement(
            organisation=next((rule.organisation for rule in met if rule.organisation), None),
            service=next((rule.service for rule in met if rule.service), None),
            groups=frozenset(rule.group for rule in met if rule.group),
            governed=frozenset(rule.group for rule in self.rules if rule.group),
            places_in_service=any(rule.service_id for rule in self.rules),
        )


def _meets(rule: DirectoryRule, values: Iterable[str]) -> bool:
    wanted = rule.value.strip()
    if wanted == ANY:
        return any(values)
    return lower_case(wanted) in {lower_case(value.strip()) for value in values}


def apply(user: User, placement: Placement) -> None:
    """Set what the rules decide on the account, which is not saved, and in its groups. Leave the rest."""
    if placement.organisation:
        user.organisation = placement.organisation
    if placement.places_in_service:
        user.service = placement.service
    held = set(user.groups.all())
    if unwanted := held & placement.governed - placement.groups:
        user.groups.remove(*unwanted)
    if missing := placement.groups - held:
        user.groups.add(*missing)
