"""Objects for tests; a page factory publishes its page in a tree of its own."""

import datetime
from typing import Any

import factory
import wagtail_factories
from factory.django import DjangoModelFactory
from wagtail.models import Site

from home.models import EditorialPage, HomePage
from portal.accounts.models import Organisation, Service, User
from projects.comments.models import Comment
from projects.enums import ActionStatus
from projects.groups.models import WorkingGroupIndexPage, WorkingGroupPage
from projects.models import ActionIndexPage, ActionPage, Axis, ProjectPage, Tag, Theme
from projects.newsletters.models import NewsletterIndexPage, NewsletterPage
from projects.proposals.models import ProposalIndexPage
from projects.volunteering.models import Volunteer
from videos.models import FilmIndexPage, FilmPage

PASSWORD = "une phrase de passe solide"
# A thousand bytes that begin like an MP4 film; from the thirtieth on, each shows its position's last digit.
FILM_BYTES = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom456789" + b"0123456789" * 97


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation
        django_get_or_create = ("slug",)

    name = factory.LazyAttribute(lambda organisation: f"Collectivité {organisation.slug}")
    slug = factory.Sequence(lambda n: f"collectivite-{n}")


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = Service

    name = factory.Sequence(lambda n: f"Service {n}")
    slug = factory.Sequence(lambda n: f"service-{n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"agent-{n}@exemple.invalid")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Numéro{n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def groups(self, create: bool, names: list[str] | None, **kwargs: Any) -> None:
        """Names of the portal's groups: `UserFactory(groups=["Communication"])`."""
        if create and names:
            from django.contrib.auth.models import Group

            self.groups.set([Group.objects.get(name=name) for name in names])


def home_page() -> HomePage:
    """The home page that a migration made."""
    return Site.objects.get(is_default_site=True).root_page.specific


class ProjectPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ProjectPage

    title = factory.Sequence(lambda n: f"Projet {n}")
    slug = factory.Sequence(lambda n: f"projet-{n}")
    parent = factory.LazyFunction(home_page)


class AxisFactory(DjangoModelFactory):
    class Meta:
        model = Axis

    project = factory.SubFactory(ProjectPageFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Axe {n}")
    slug = factory.Sequence(lambda n: f"axe-{n}")
    pictogram = "simplifier"


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    axis = factory.SubFactory(AxisFactory)
    title = factory.Sequence(lambda n: f"Thème {n}")
    slug = factory.Sequence(lambda n: f"theme-{n}")


class TagFactory(DjangoModelFactory):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda n: f"étiquette {n}")
    slug = factory.Sequence(lambda n: f"etiquette-{n}")


class ActionIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ActionIndexPage

    title = "Actions"
    slug = "actions"
    parent = factory.SubFactory(ProjectPageFactory)


class ActionPageFactory(wagtail_factories.PageFactory):
    """An action of its own plan, or of `parent=` an existing list of actions."""

    class Meta:
        model = ActionPage

    class Params:
        seeking_volunteers = factory.Trait(volunteers_wanted=3, volunteers_for="Tester la grille")
        done = factory.Trait(status=ActionStatus.DONE, progress=100)
        late = factory.Trait(start=datetime.date(2016, 1, 1), end=datetime.date(2016, 12, 31))

    title = factory.Sequence(lambda n: f"Action d’essai {n}")
    slug = factory.Sequence(lambda n: f"action-d-essai-{n}")
    summary = "Un résumé."
    status = ActionStatus.IN_PROGRESS
    progress = 40
    parent = factory.SubFactory(ActionIndexPageFactory)
    theme = factory.LazyAttribute(
        lambda action: (
            Theme.objects.filter(axis__project=action.parent.get_parent().pk).first()
            or ThemeFactory(axis__project=action.parent.get_parent().specific)
        )
    )


class WorkingGroupIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = WorkingGroupIndexPage

    title = "Groupes de travail"
    slug = "groupes"
    parent = factory.SubFactory(ProjectPageFactory)


class WorkingGroupPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = WorkingGroupPage

    title = factory.Sequence(lambda n: f"Groupe {n}")
    slug = factory.Sequence(lambda n: f"groupe-{n}")
    number = factory.Sequence(lambda n: n + 1)
    parent = factory.SubFactory(WorkingGroupIndexPageFactory)


class EditorialPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = EditorialPage

    title = factory.Sequence(lambda n: f"Page {n}")
    slug = factory.Sequence(lambda n: f"page-{n}")
    parent = factory.LazyFunction(home_page)


class FilmIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = FilmIndexPage

    title = "Films"
    slug = factory.Sequence(lambda n: f"films-{n}")
    parent = factory.LazyFunction(home_page)


class FilmPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = FilmPage

    title = factory.Sequence(lambda n: f"Film {n}")
    slug = factory.Sequence(lambda n: f"film-{n}")
    date = datetime.date(2015, 9, 8)
    duration = 12
    video = factory.django.FileField(filename="film.mp4", data=FILM_BYTES)
    captions = factory.django.FileField(
        filename="film.vtt",
        data="WEBVTT\n\n00:01.000 --> 00:04.000\n<v Sophia>Où est mon parapheur ?\n".encode(),
    )
    parent = factory.SubFactory(FilmIndexPageFactory)


class NewsletterIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = NewsletterIndexPage

    title = "Lettres"
    slug = factory.Sequence(lambda n: f"lettres-{n}")
    parent = factory.LazyFunction(home_page)


class NewsletterPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = NewsletterPage

    title = factory.Sequence(lambda n: f"Lettre {n}")
    slug = factory.Sequence(lambda n: f"lettre-{n}")
    number = factory.Sequence(lambda n: n + 1)
    date = datetime.date(2016, 3, 22)
    editorial = "<p>Bonne lecture.</p>"
    parent = factory.SubFactory(NewsletterIndexPageFactory)


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = Comment

    page = factory.SubFactory(ActionPageFactory)
    author = factory.SubFactory(UserFactory)
    text = factory.Sequence(lambda n: f"Un avis, le {n}e.")


class VolunteerFactory(DjangoModelFactory):
    class Meta:
        model = Volunteer

    action = factory.SubFactory(ActionPageFactory, seeking_volunteers=True)
    agent = factory.SubFactory(UserFactory)


class ProposalIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ProposalIndexPage

    title = "Propositions"
    slug = "propositions"
    parent = factory.SubFactory(ProjectPageFactory)
