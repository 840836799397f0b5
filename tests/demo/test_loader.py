"""What the loaded demonstration holds, and that loading it leaves no half of it behind."""

import datetime
import io

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db.models import Q
from django.test import Client

from home.models import EditorialPage, HomePage
from portal.accounts.models import User
from portal.demo.credentials import PASSWORD
from portal.demo.people import ADMINISTRATOR
from projects.comments.models import Comment
from projects.enums import ActionOrigin, ActionStatus
from projects.groups.models import WorkingGroupPage
from projects.models import ActionPage, ProgressEntry, ProjectPage, Tag, Theme
from projects.moderation.models import ModerationDecision, Report
from projects.newsletters.models import NewsletterPage
from projects.proposals.enums import ProposalOutcome
from projects.proposals.models import ProposalPage
from projects.volunteering.enums import VolunteerStatus
from projects.volunteering.models import Volunteer
from tests.demo.conftest import all_rows, media_files
from videos.models import FilmPage

SITUATION = datetime.date(2018, 6, 30)


@pytest.mark.usefixtures("loaded", "db")
class TestLoaded:
    def test_the_plan_is_there(self) -> None:
        actions = ActionPage.objects.live()
        assert actions.count() == 117
        assert actions.priority().count() == 29
        assert WorkingGroupPage.objects.live().count() == 10
        assert Theme.objects.count() == 23
        assert Tag.objects.filter(curated=True).count() == 49
        assert (
            actions.late(SITUATION).count()
            == actions.filter(
                ~Q(status__in=(ActionStatus.DONE, ActionStatus.ABANDONED)), end__lt=SITUATION
            ).count()
        )

    def test_films_and_letters_are_there(self) -> None:
        assert FilmPage.objects.live().count() == 6
        assert NewsletterPage.objects.live().count() == 8
        film = FilmPage.objects.get(slug="le-voyage-du-parapheur")
        assert film.video.size > 100_000
        assert film.captions.read().startswith(b"WEBVTT")
        assert film.poster.width > 0

    def test_an_action_says_what_its_file_says(self) -> None:
        action = ActionPage.objects.get(number=2)
        assert action.url == "/projet/actions/parapheur-electronique/"
        assert action.axis.slug == "simplifier"
        assert action.lead_person.email == "karim.zellaoui@exemple.invalid"
        assert action.working_group.number == 2
        assert {tag.slug for tag in action.tags.all()} == {
            "parapheur",
            "numerique",
            "dematerialisation",
            "delais",
        }
        assert "<li>chacun voit d’un coup d’œil" in str(action.body)
        assert [entry.date for entry in action.progress_entries.all()][-1] == datetime.date(2016, 9, 1)
        assert action.progress_entries.first().progress == 65

    def test_the_log_of_progress_ends_on_the_state_of_each_action(self) -> None:
        for action in ActionPage.objects.prefetch_related("progress_entries"):
            entries = list(action.progress_entries.all())
            assert (entries[0].status, entries[0].progress) == (action.status, action.progress)
        assert not ProgressEntry.objects.filter(date__gt=SITUATION).exists()

    def test_every_comment_has_its_date_and_masked_ones_keep_their_text(self) -> None:
        of_actions = Comment.objects.filter(page__in=ActionPage.objects.values("pk"))
        assert of_actions.count() == 315
        assert Comment.objects.filter(created_at__date__gt=SITUATION).count() == 0
        assert Comment.objects.filter(depth=3).exists()
        first = Comment.objects.first()
        assert first.created_at.date() >= datetime.date(2016, 11, 14)
        decisions = ModerationDecision.objects.select_related("comment")
        assert decisions.count() == 3
        assert all(decision.comment.text or decision.comment.sealed_text.text for decision in decisions)
        assert {decision.rule.number: decision.outcome for decision in decisions} == {
            3: "fold",
            4: "withdraw",
            5: "fold",
        }
        assert all(decision.decided_at >= decision.comment.created_at for decision in decisions)

    def test_proposals_are_answered_and_say_where_actions_come_from(self) -> None:
        answered = ProposalPage.objects.with_answer().values_list("outcome", flat=True)
        assert set(answered) == {None, *ProposalOutcome}
        taken_up = ActionPage.objects.get(number=113)
        assert taken_up.origin == ActionOrigin.PROPOSAL
        assert ActionPage.objects.get(number=94).origin == ActionOrigin.WORKSHOP

    def test_reports_await_moderators(self) -> None:
        assert Report.objects.filter(closed_by__isnull=True).count() == 2

    def test_working_groups_have_members_and_minutes(self) -> None:
        for group in WorkingGroupPage.objects.all():
            assert group.members.exists()
            assert "passé en revue" in group.meetings.get().minutes

    def test_everybody_who_signed_up_did_so_on_a_day_of_the_past(self) -> None:
        assert Volunteer.objects.count() == 187
        assert not Volunteer.objects.filter(created_at__date__gt=SITUATION).exists()
        assert Volunteer.objects.filter(status=VolunteerStatus.WAITING).count() == 1

    def test_a_withdrawn_comment_is_not_shown(self, client: Client) -> None:
        decision = ModerationDecision.objects.get(outcome="withdraw")
        client.force_login(User.objects.get(email="sandrine.loubressac@exemple.invalid"))
        html = client.get(decision.comment.page.url).content.decode()
        assert decision.comment.sealed_text.text[:40] not in html
        assert decision.reasoning[:40] in html

    def test_accounts_sign_in_with_the_documented_password(self) -> None:
        assert User.objects.count() == 61
        administrator = authenticate(username=ADMINISTRATOR, password=PASSWORD)
        assert administrator is not None
        assert administrator.is_superuser
        groups = User.objects.get(email="maxime.orsonval@exemple.invalid").groups
        assert set(groups.values_list("name", flat=True)) >= {"Agents", "Communication"}
        assert User.objects.filter(groups__name="Comité de pilotage").count() == 1

    def test_the_home_page_shows_the_project_as_a_demonstration(self) -> None:
        home = HomePage.objects.get()
        assert home.demonstration
        assert home.project == ProjectPage.objects.get(slug="projet", as_of=SITUATION)

    def test_the_project_tells_its_story(self) -> None:
        blocks = [block.block_type for block in ProjectPage.objects.get().body]
        assert blocks.count("timeline") == 1
        assert blocks.count("film") == 6
        assert "16\u202f207" in str(ProjectPage.objects.get().body)

    def test_the_charter_agrees_with_the_portal_on_the_time_to_edit(self) -> None:
        assert "quart d’heure" in str(EditorialPage.objects.get(slug="charte-de-participation").body)

    @pytest.mark.parametrize(
        "address", ["/", "/projet/", "/projet/actions/", "/projet/groupes/", "/films/", "/lettres/"]
    )
    def test_pages_answer(self, client: Client, address: str) -> None:
        client.force_login(User.objects.get(email="sandrine.loubressac@exemple.invalid"))
        assert client.get(address).status_code == 200

    def test_loading_again_changes_nothing(self) -> None:
        action = ActionPage.objects.get(number=1)
        action.title = "Un titre changé"
        action.save()
        HomePage.objects.update(demonstration=False)
        rows, files = all_rows(), media_files()
        output = io.StringIO()
        call_command("load_demo", stdout=output)
        assert ActionPage.objects.get(number=1).title == "Un titre changé"
        assert all_rows() == rows
        assert media_files() == files
        assert PASSWORD in output.getvalue()
        assert ADMINISTRATOR in output.getvalue()

    def test_each_step_was_reported(self, loaded: list[str]) -> None:
        assert any("117" in step for step in loaded)
        assert any("315" in step for step in loaded)
