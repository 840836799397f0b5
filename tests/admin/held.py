"""One held object for each foreign key that may refuse a deletion, and how to free it."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.utils import timezone
from wagtail.models import Page

from projects.models import ActionPage
from projects.moderation.enums import ModerationOutcome
from projects.moderation.models import Appeal, Flood
from projects.proposals.enums import ProposalOutcome
from projects.proposals.models import ProposalAnswer, ProposalPage
from projects.proposals.services import propose
from tests.factories import (
    ActionPageFactory,
    CommentFactory,
    OrganisationFactory,
    ProjectPageFactory,
    ProposalIndexPageFactory,
    ServiceFactory,
    ThemeFactory,
    UserFactory,
    WorkingGroupPageFactory,
)
from tests.moderating import fold, rule


@dataclass
class Held:
    """An object that cannot be deleted, what its screen says, and how to free it, if anything does."""

    obj: Model
    reason: str
    free: Callable[[], object] | None = None


def answered_comment(page: Page | None = None) -> Held:
    comment = CommentFactory(**({"page": page} if page else {}))
    answer = CommentFactory(page=comment.page, parent=comment, depth=2)
    return Held(comment.page.specific, "1 réponse à un commentaire", answer.delete)


def _moved(action: ActionPage, obj: Model, **values: Model) -> Held:
    """Held by an action of another project."""
    before = {name: getattr(action, name) for name in values}
    ActionPage.objects.filter(pk=action.pk).update(**values)
    return Held(obj, "1 action", lambda: ActionPage.objects.filter(pk=action.pk).update(**before))


def project_of_another_action() -> Held:
    project = ProjectPageFactory()
    return _moved(ActionPageFactory(), project, project=project)


def project_whose_theme_serves_elsewhere() -> Held:
    theme = ThemeFactory()
    return _moved(ActionPageFactory(), theme.axis.project, theme=theme)


def proposal() -> ProposalPage:
    index = ProposalIndexPageFactory()
    theme = ThemeFactory(axis__project=index.get_parent().specific)
    return propose(index=index, author=UserFactory(), title="Un banc", why="Pour s’asseoir.", theme=theme)


def project_whose_theme_serves_a_proposal() -> Held:
    made, theme = proposal(), ThemeFactory()
    before = made.theme
    ProposalPage.objects.filter(pk=made.pk).update(theme=theme)
    return Held(
        theme.axis.project,
        "1 proposition",
        lambda: ProposalPage.objects.filter(pk=made.pk).update(theme=before),
    )


def project_with_proposals() -> Held:
    made = proposal()

    def move_to_another() -> None:
        ProposalPage.objects.filter(pk=made.pk).update(theme=ThemeFactory())
        made.move(ProposalIndexPageFactory(), pos="last-child")

    project = made.get_parent().get_parent().specific
    return Held(project, "1 proposition, qui n’est jamais supprimée", move_to_another)


def theme_of_an_action() -> Held:
    action, theme = ActionPageFactory(), ThemeFactory()
    return _moved(action, theme, theme=theme)


def axis_of_an_action() -> Held:
    held = theme_of_an_action()
    return Held(held.obj.axis, held.reason, held.free)  # type: ignore[attr-defined]


def theme_of_a_proposal() -> Held:
    made, theme = proposal(), ThemeFactory()
    before = made.theme
    ProposalPage.objects.filter(pk=made.pk).update(theme=theme)
    return Held(theme, "1 proposition", lambda: ProposalPage.objects.filter(pk=made.pk).update(theme=before))


def axis_of_a_proposal() -> Held:
    held = theme_of_a_proposal()
    return Held(held.obj.axis, held.reason, held.free)  # type: ignore[attr-defined]


def organisation_of_an_agent() -> Held:
    organisation = OrganisationFactory()
    return Held(organisation, "1 agent", UserFactory(organisation=organisation).delete)


def service_of_an_agent() -> Held:
    service = ServiceFactory()
    return Held(service, "1 agent", UserFactory(service=service).delete)


def service_of_an_action() -> Held:
    service = ServiceFactory()
    return Held(service, "1 action", ActionPageFactory(lead_service=service).delete)


def service_of_a_group() -> Held:
    service = ServiceFactory()
    return Held(service, "1 groupe de travail", WorkingGroupPageFactory(lead_service=service).delete)


def author_of_a_comment() -> Held:
    comment = CommentFactory()
    return Held(comment.author, "1 commentaire", comment.delete)


def moderator() -> Held:
    return Held(fold(CommentFactory()).moderator, "1 décision de modération")


def flood() -> Flood:
    now = timezone.now()
    return Flood.objects.create(
        author=UserFactory(),
        moderator=UserFactory(),
        since=now - datetime.timedelta(hours=1),
        until=now,
        rule=rule(),
        outcome=ModerationOutcome.FOLD,
        reasoning="Le même texte, cent fois.",
    )


def author_of_a_flood() -> Held:
    held = flood()
    return Held(held.author, "1 rafale de commentaires", held.delete)


def moderator_of_a_flood() -> Held:
    held = flood()
    return Held(held.moderator, "1 rafale de commentaires", held.delete)


def appellant() -> Held:
    appeal = Appeal.objects.create(decision=fold(CommentFactory()), appellant=UserFactory(), text="Non.")
    return Held(appeal.appellant, "1 contestation", appeal.delete)


def author_of_a_proposal() -> Held:
    made = proposal()
    author = made.author

    def give_to_another() -> None:
        made.author = UserFactory()
        made.save()

    return Held(author, "1 proposition", give_to_another)


def author_of_an_answer() -> Held:
    answer = ProposalAnswer.objects.create(
        proposal=proposal(), author=UserFactory(), outcome=ProposalOutcome.NOT_TAKEN_UP, reason="Trop cher."
    )
    return Held(answer.author, "1 réponse à une proposition", answer.delete)


# By model that has a screen to delete it, and foreign key.
CASES: dict[tuple[str, str], Callable[[], Held]] = {
    ("wagtailcore.Page", "comments.Comment.parent"): answered_comment,
    ("wagtailcore.Page", "projects.ActionPage.project"): project_of_another_action,
    ("wagtailcore.Page", "projects.ActionPage.theme"): project_whose_theme_serves_elsewhere,
    ("wagtailcore.Page", "proposals.ProposalPage.theme"): project_whose_theme_serves_a_proposal,
    ("projects.Axis", "projects.ActionPage.theme"): axis_of_an_action,
    ("projects.Axis", "proposals.ProposalPage.theme"): axis_of_a_proposal,
    ("projects.Theme", "projects.ActionPage.theme"): theme_of_an_action,
    ("projects.Theme", "proposals.ProposalPage.theme"): theme_of_a_proposal,
    ("accounts.Organisation", "accounts.User.organisation"): organisation_of_an_agent,
    ("accounts.Service", "accounts.User.service"): service_of_an_agent,
    ("accounts.Service", "projects.ActionPage.lead_service"): service_of_an_action,
    ("accounts.Service", "groups.WorkingGroupPage.lead_service"): service_of_a_group,
    ("accounts.User", "comments.Comment.author"): author_of_a_comment,
    ("accounts.User", "moderation.ModerationDecision.moderator"): moderator,
    ("accounts.User", "moderation.Appeal.appellant"): appellant,
    ("accounts.User", "moderation.Flood.author"): author_of_a_flood,
    ("accounts.User", "moderation.Flood.moderator"): moderator_of_a_flood,
    ("accounts.User", "proposals.ProposalPage.author"): author_of_a_proposal,
    ("accounts.User", "proposals.ProposalAnswer.author"): author_of_an_answer,
}
