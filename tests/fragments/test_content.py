"""What is kept for all readers is right at the next request after any change, and never another's."""

import datetime
import io
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.images import ImageFile
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.translation import override
from PIL import Image
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from portal.common.models import ExternalSite
from portal.fragments.content import MOST_HELD, content_changed, held, kept, kept_each
from portal.fragments.models import KEPT, ContentChange
from portal.media.models import CustomImage
from projects.comments.enums import ReactionKind
from projects.comments.services import edit_comment, react
from projects.enums import ActionStatus
from projects.filters import listing_state
from projects.models import ActionIndexPage, ActionPage
from projects.moderation.models import CharterRule
from projects.moderation.services import write_rule
from projects.services import report_progress
from projects.volunteering.contribution_totals import import_contributions
from projects.volunteering.importing import Line
from projects.volunteering.services import volunteer
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    CommentFactory,
    EditorialPageFactory,
    FilmPageFactory,
    NewsletterPageFactory,
    UserFactory,
    WorkingGroupPageFactory,
    home_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SignIn = Callable[[User], Client]


def request_of(user: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    request.session = SessionStore()
    return request


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def plan() -> ActionIndexPage:
    plan = ActionIndexPageFactory()
    home = home_page()
    home.project = plan.get_parent().specific
    home.save()
    return plan


@pytest.fixture
def action(plan: ActionIndexPage) -> ActionPage:
    return ActionPageFactory(parent=plan, title="Un seul guichet", seeking_volunteers=True)


@pytest.fixture
def client(agent: User, sign_in: SignIn) -> Client:
    return sign_in(agent)


def publish(page: ActionPage) -> None:
    page.save_revision().publish()


# What is kept


def test_a_part_is_made_once_for_all_readers(agent: User) -> None:
    made: list[int] = []
    for reader in (agent, UserFactory(), agent):
        assert kept(request_of(reader), "part", make=lambda: made.append(1) or "texte") == "texte"
    assert made == [1]


def test_a_part_that_many_ask_for_at_once_is_made_once(agent: User) -> None:
    made: list[int] = []
    request = request_of(agent)
    kept(request, "first", make=lambda: "")  # reads the version: the threads do not ask the database
    begun = threading.Event()

    def make() -> str:
        made.append(1)
        begun.wait(5)
        return "texte"

    threads = [threading.Thread(target=kept, args=(request, "part"), kwargs={"make": make}) for _ in range(8)]
    for thread in threads:
        thread.start()
    begun.set()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_two_parts_that_hold_each_other_are_made_at_once(
    agent: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No thread waits for what another one makes while that one waits for its own."""
    monkeypatch.setattr("portal.fragments.content._locks", [threading.Lock() for _number in range(2**16)])
    request = request_of(agent)
    kept(request, "first", make=lambda: "")
    both_began = threading.Barrier(2, timeout=5)
    made: dict[str, str] = {}

    def ask(name: str, other: str) -> None:
        def make() -> str:
            both_began.wait()
            return kept(request, other, make=lambda: f"{other} inside")

        made[name] = kept(request, name, make=make)

    pairs = [("one", "other"), ("other", "one")]
    threads = [threading.Thread(target=ask, args=pair, daemon=True) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert made.keys() == {"one", "other"}


def test_each_language_and_each_value_has_its_own_part(agent: User) -> None:
    def part(value: object) -> str:
        return kept(request_of(agent), "part", value, make=lambda: f"{value}")

    assert (part(1), part(2), part("1")) == ("1", "2", "1")
    with override("en"):
        assert kept(request_of(agent), "part", 1, make=lambda: "one") == "one"


def test_what_is_held_is_made_once_for_each_state_and_is_not_copied(agent: User) -> None:
    another = UserFactory()
    large = held(request_of(agent), "held", 1, make=list)
    assert held(request_of(another), "held", 1, make=list) is large
    assert held(request_of(agent), "held", 2, make=list) is not large
    with override("en"):
        assert held(request_of(agent), "held", 1, make=list) is not large
    PageViewRestriction.objects.create(page=home_page(), restriction_type=PageViewRestriction.LOGIN)
    content_changed()
    assert held(request_of(agent), "held", 1, make=list) is not large


def test_only_the_large_things_asked_for_last_are_held(agent: User) -> None:
    def ask(number: int) -> list[str]:
        return held(request_of(agent), "held", number, make=lambda: ["made"])

    known = [ask(number) for number in range(MOST_HELD)]
    assert ask(0) is known[0]
    ask(MOST_HELD)
    assert ask(0) is known[0]
    assert ask(1) is not known[1]


def test_the_parts_of_a_list_are_made_again_one_by_one() -> None:
    made: list[int] = []

    def make(number: int) -> str:
        made.append(number)
        return f"n° {number}"

    assert kept_each("line", ["a", "b"], make=make) == ["n° 0", "n° 1"]
    assert kept_each("line", ["a", "c", "b"], make=make) == ["n° 0", "n° 1", "n° 1"]
    assert made == [0, 1, 1]


def test_a_fragment_knows_no_reader_and_no_token(agent: User) -> None:
    template = Template(
        '{% load fragments %}{% fragment "f" key %}[{{ user }}{{ csrf_token }}{{ shown }}]{% endfragment %}'
    )

    def render(**values: object) -> str:
        request = request_of(agent)
        context = {"request": request, "user": agent, "csrf_token": "secret", "key": 1, **values}
        return template.render(Context(context))

    assert render(shown="a") == "[NoneNonea]"
    assert render(shown="b") == "[NoneNonea]"
    assert render(shown="b", key=2) == "[NoneNoneb]"
    assert (render(shown="c", key=None), render(shown="d", key=None)) == ("[NoneNonec]", "[NoneNoned]")


def test_what_a_form_changes_shows_in_the_answer(agent: User) -> None:
    request = RequestFactory().post("/")
    request.user, request.session = agent, SessionStore()
    assert kept(request, "part", make=lambda: "avant") == "avant"
    content_changed()
    assert kept(request, "part", make=lambda: "après") == "après"


# What changes it


def versions(agent: User) -> str:
    return kept(request_of(agent), "version", make=lambda: str(ContentChange.objects.count()))


def test_a_draft_and_a_visit_change_nothing_that_readers_see(agent: User, action: ActionPage) -> None:
    before = ContentChange.objects.count()
    action.title = "Un brouillon"
    action.save_revision()
    user_logged_in.send(User, request=request_of(agent), user=agent)
    assert ContentChange.objects.count() == before


def test_old_changes_are_forgotten_and_no_version_comes_back(agent: User) -> None:
    seen = set()
    for _change in range(5):
        content_changed()
        seen.add(versions(agent))
    assert len(seen) == 5
    ContentChange.objects.bulk_create(ContentChange() for _row in range(KEPT + 5))
    last = ContentChange.objects.order_by("-pk")[0].pk
    ContentChange.objects.create(pk=(last // KEPT + 1) * KEPT)
    assert ContentChange.objects.count() < KEPT + 2


def test_a_new_title_shows_everywhere_at_the_next_request(client: Client, action: ActionPage) -> None:
    pages = ("/", action.get_parent().url, action.url, action.theme.get_absolute_url())
    for url in pages:
        assert "Un seul guichet" in text(client, url)
    action.title = "Guichet unique"
    publish(action)
    for url in pages:
        assert "Un seul guichet" not in text(client, url)
        assert "Guichet unique" in text(client, url)


def test_an_unpublished_action_is_nowhere_at_the_next_request(client: Client, action: ActionPage) -> None:
    pages = ("/", action.get_parent().url, action.theme.get_absolute_url())
    for url in pages:
        assert "Un seul guichet" in text(client, url)
    action.unpublish()
    for url in pages:
        assert "Un seul guichet" not in text(client, url)


def test_a_restricted_action_is_kept_for_its_readers_alone(
    client: Client, action: ActionPage, sign_in: SignIn
) -> None:
    group = Group.objects.create(name="Les uns")
    member = UserFactory()
    member.groups.add(group)
    pages = ("/", action.get_parent().url, action.theme.get_absolute_url())
    for url in pages:
        assert "Un seul guichet" in text(client, url)
    restriction = PageViewRestriction.objects.create(page=action, restriction_type="groups")
    restriction.groups.add(group)
    for url in pages:
        assert "Un seul guichet" not in text(client, url)
        assert "Un seul guichet" in text(sign_in(member), url)
        assert "Un seul guichet" not in text(client, url)
    restriction.delete()
    for url in pages:
        assert "Un seul guichet" in text(client, url)


def test_progress_themes_places_and_menus_follow(client: Client, action: ActionPage) -> None:
    assert "Circuits" not in text(client, action.url)
    action.theme.title = "Circuits"
    action.theme.save()
    assert "Circuits" in text(client, action.url)

    report_progress(
        action=action, status=ActionStatus.IN_PROGRESS, progress=77, note="Ça avance.", author=UserFactory()
    )
    for url in ("/", action.url):
        assert "Ça avance." in text(client, url)

    assert "0 sur 3" in text(client, "/")
    volunteer(action=action, agent=UserFactory())
    assert "1 sur 3" in text(client, "/")

    plan = action.get_parent().specific
    plan.title, plan.show_in_menus = "Le plan entier", True
    plan.save()
    assert "Le plan entier" in text(client, "/mon-espace/")


def test_the_name_of_a_person_follows(client: Client, action: ActionPage) -> None:
    action.lead_person = UserFactory(first_name="Odile", last_name="Vernet")
    publish(action)
    assert "Odile Vernet" in text(client, action.url)
    action.lead_person.last_name = "Bazin"
    action.lead_person.save()
    assert "Odile Bazin" in text(client, action.url)


@pytest.mark.parametrize("factory", [FilmPageFactory, NewsletterPageFactory])
def test_films_and_letters_follow(
    client: Client, plan: ActionIndexPage, factory: Callable[..., ActionPage]
) -> None:
    page = factory(title="Premier titre")
    for url in ("/", page.url):
        assert "Premier titre" in text(client, url)
    page.title = "Second titre"
    publish(page)
    for url in ("/", page.url):
        assert "Premier titre" not in text(client, url)


def test_nobody_reads_the_name_or_the_token_of_another(
    client: Client, agent: User, action: ActionPage, sign_in: SignIn
) -> None:
    CommentFactory(page=action, author=agent)
    other = UserFactory(first_name="Zénobie", last_name="Ixelles")
    for url in ("/", action.get_parent().url, action.url, action.theme.get_absolute_url()):
        mine, theirs = text(client, url), text(sign_in(other), url)
        assert "Zénobie" not in mine
        assert "Zénobie" in theirs
        assert agent.email not in theirs


def test_both_languages_are_kept_apart(client: Client, action: ActionPage) -> None:
    assert "Filtres" in text(client, action.get_parent().url)
    client.post("/langue/", {"language": "en", "next": "/"})
    english = text(client, action.get_parent().url)
    assert "Filters" in english
    assert "Filtres" not in english


def test_what_each_may_do_with_a_comment_is_theirs(
    client: Client, agent: User, action: ActionPage, sign_in: SignIn
) -> None:
    comment = CommentFactory(page=action, author=agent, text="Premier avis")
    edit = f"/participation/commentaires/{comment.pk}/modifier/"
    assert edit in text(client, action.url)
    reader = sign_in(UserFactory())
    assert edit not in text(reader, action.url)

    react(comment=comment, agent=agent, kind=ReactionKind.THANKS)
    pressed = 'aria-pressed="true"'
    assert (pressed in text(client, action.url), pressed in text(reader, action.url)) == (True, False)

    edit_comment(comment=comment, text="Avis corrigé")
    for who in (client, reader):
        assert "Avis corrigé" in text(who, action.url)
        assert "Premier avis" not in text(who, action.url)


def test_what_is_imported_in_bulk_shows_at_once(client: Client, action: ActionPage) -> None:
    line: Line = {
        "import_key": "x", "date": "2026-11-01", "action_id": None, "workshop": "", "service_id": None,
        "hours": "2.5", "people": 999, "cost": "0", "note": "", "overall": False,
    }  # fmt: skip
    assert "999" not in text(client, action.project.url)
    import_contributions(project=action.project, lines=[line])
    assert "999" in text(client, action.project.url)


def test_an_external_site_that_is_taken_off_the_list_is_no_link_any_more(
    client: Client, action: ActionPage
) -> None:
    site = ExternalSite.objects.create(name="La carte", host="carte.exemple.org")
    address = "https://carte.exemple.org/blois"
    action.body = [("external_content", {"address": address, "title": "La carte"})]
    publish(action)
    assert f'href="{address}"' in text(client, action.url)
    site.delete()
    assert f'href="{address}"' not in text(client, action.url)


def test_the_renditions_of_an_image_are_made_again_when_they_are_taken_away(media_root: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (200, 100)).save(picture, "png")
    image = CustomImage.objects.create(title="Le pont", file=ImageFile(picture, name="pont.png"))
    rendition = image.get_rendition("width-100")
    before = ContentChange.objects.count()
    rendition.delete()
    assert ContentChange.objects.count() == before + 1


def test_a_clock_that_is_wrong_brings_no_version_back(agent: User) -> None:
    seen = {versions(agent)}
    ContentChange.objects.create(at=timezone.now() + datetime.timedelta(minutes=5))
    for _change in range(KEPT + 5):
        content_changed()
        version = kept(request_of(agent), "version", make=lambda: uuid.uuid4().hex)
        assert version not in seen
        seen.add(version)


@pytest.mark.parametrize(
    "address",
    [
        "?x=1", "?x=", "?q=guichet", "?q=&q=", "?theme=a&theme=b&theme=c&theme=d", "?theme=%C3%A9+",
        "?theme=a&theme=", "?page=2&page=", "?page=2&page=3", "?tri=titre&tri=", "?vue=tableau&vue=",
    ],
)  # fmt: skip
def test_lists_that_few_ask_for_are_not_kept(address: str) -> None:
    assert listing_state(RequestFactory().get(f"/{address}")) is None


def test_a_list_is_kept_whatever_the_order_of_its_address() -> None:
    def state(address: str) -> str | None:
        return listing_state(RequestFactory().get(f"/{address}"))

    assert state("?tri=titre&statut=done&q=") == state("?statut=done&tri=titre") == "statut=done&tri=titre"
    assert state("") == state("?q=") == ""


def test_a_free_page_and_the_rules_that_it_shows_follow(client: Client) -> None:
    page = EditorialPageFactory(title="La charte", body=[("charter_rules", None), ("text", "<p>Un</p>")])
    rule = CharterRule(number=91, title="Courtoisie", text="Ni injure, ni menace.")
    first = write_rule(rule=rule)
    assert "Ni injure" in text(client, page.url)
    rule = CharterRule(number=91, title="Courtoisie", text="Ni insulte, ni menace.")
    write_rule(rule=rule, replaces=CharterRule.objects.get(pk=first.pk))
    assert "Ni insulte" in text(client, page.url)
    assert "Ni injure" not in text(client, page.url)
    page.body = [("text", "<p>Deux</p>")]
    publish(page)
    assert "Deux" in text(client, page.url)
    assert "Ni insulte" not in text(client, page.url)


def test_an_action_that_an_editor_chose_is_named_to_its_readers_alone(
    client: Client, action: ActionPage
) -> None:
    letter = NewsletterPageFactory(
        body=[("section", {"title": "Suite", "text": "<p>Texte</p>", "actions": [action]})]
    )
    page = EditorialPageFactory(body=[("action_list", {"title": "", "actions": [action]})])
    for url in (letter.url, page.url):
        assert "Un seul guichet" in text(client, url)
    PageViewRestriction.objects.create(page=action, restriction_type="groups")
    for url in (letter.url, page.url):
        assert "Un seul guichet" not in text(client, url)


def test_no_page_names_another_that_the_reader_may_not_read(
    client: Client, action: ActionPage, sign_in: SignIn
) -> None:
    film = FilmPageFactory(title="Le film réservé")
    group = WorkingGroupPageFactory(title="Le groupe réservé")
    action.working_group = group
    action.body = [
        ("film", {"film": film}),
        ("call_to_action", {"text": "Lisez", "button": "Le bouton réservé", "page": film}),
    ]
    publish(action)
    listing = action.get_parent().url
    named = {"Le film réservé": action.url, "Le bouton réservé": action.url}
    named_too = {action.url: "Le groupe réservé", listing: "Le groupe réservé"}
    for shown, url in [*named.items(), *((shown, url) for url, shown in named_too.items())]:
        assert shown in text(client, url)
    for page in (film, group):
        PageViewRestriction.objects.create(page=page, restriction_type="groups")
    for shown, url in [*named.items(), *((shown, url) for url, shown in named_too.items())]:
        assert shown not in text(client, url), url
    assert action.project.title in text(client, "/")
    PageViewRestriction.objects.create(page=action.project, restriction_type="groups")
    assert action.project.title not in text(client, "/")
