"""Members of the working groups, and the last meeting of each."""

import datetime
from collections import Counter

from projects.enums import ActionStatus
from projects.groups.models import WorkingGroupPage
from projects.groups.services import add_member, plan_meeting, write_minutes
from projects.models import ActionPage

from .text import moment


def load_group_life(
    groups: dict[int, WorkingGroupPage],
    actions: dict[int, ActionPage],
    *,
    adopted: datetime.date,
    situation: datetime.date,
) -> int:
    """Have lead persons work in the groups of their actions. Return how many meetings have minutes."""
    for group in groups.values():
        carried = [action for _number, action in sorted(actions.items()) if action.working_group == group]
        for action in carried:
            if action.lead_person is not None:
                add_member(group=group, agent=action.lead_person, joined_at=moment(adopted))
        starts_at = moment(situation - datetime.timedelta(days=14), hour=9)
        meeting = plan_meeting(
            group=group,
            subject="Point d’avancement",
            starts_at=starts_at,
            ends_at=starts_at + datetime.timedelta(hours=2),
            agenda="\n".join(f"Action {action.number} : {action.title}" for action in carried),
        )
        write_minutes(meeting=meeting, minutes=_minutes(carried), replacing="")
    return len(groups)


def _minutes(carried: list[ActionPage]) -> str:
    """Return how many actions stand where, then each of them."""
    counts = Counter(ActionStatus(action.status) for action in carried)
    standing = ", ".join(f"{status.label.lower()} : {number}" for status, number in counts.most_common())
    text = f"Le groupe a passé en revue les {len(carried)} actions qu’il porte ({standing}).\n"
    for action in carried:
        state = action.get_status_display().lower()
        text += f"\n- {action.number}. {action.title} : {state}, {action.progress} %."
    return text.replace(" :", "\u00a0:").replace(" %", "\u202f%")
