"""A portal in which every text that a person can write is an attack.

Each text starts with a mark, two letters for the place and the number of the payload, so that a test can
tell which payloads were seen where.
"""

import datetime
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Collection, Page, Workflow
from wagtail.models import Comment as EditorComment
from wagtail_factories import ImageFactory

from portal.accounts.models import User
from portal.common.text import one_line
from portal.media.models import CustomDocument, CustomImage
from projects.comments.models import Comment, CommentVersion, Mention
from projects.comments.threads import THREADS_SHOWN
from projects.groups.models import GroupMeeting
from projects.groups.services import add_member, plan_meeting
from projects.models import ActionPage, ProgressEntry, Tag
from projects.moderation.models import CharterRule
from projects.moderation.services import lodge_appeal, moderate_comment, report_comment, write_rule
from projects.notifications.enums import FollowKind
from projects.notifications.kinds.base import KINDS, Event
from projects.notifications.services.following import follow
from projects.notifications.services.notifying import notify
from projects.volunteering.models import VolunteerMeeting, VolunteerMessage, VolunteerStep
from search.models import PromotedResult, QueryCount, SavedSearch, Synonym
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    AxisFactory,
    CommentFactory,
    EditorialPageFactory,
    FilmIndexPageFactory,
    FilmPageFactory,
    NewsletterIndexPageFactory,
    NewsletterPageFactory,
    OrganisationFactory,
    ProjectPageFactory,
    ServiceFactory,
    ThemeFactory,
    UserFactory,
    VolunteerFactory,
    WorkingGroupIndexPageFactory,
    WorkingGroupPageFactory,
    home_page,
)
from videos.models import FilmPage

from .payloads import PAYLOADS

MARK = re.compile(r"[a-z]{2}\d{3}~")


@dataclass
class Writing:
    """Gives texts to write, and remembers what must be seen."""

    expected: set[str] = field(default_factory=set)

    def each(self, place: str, limit: int = 10_000) -> list[str]:
        """One text for each payload that the field can hold."""
        marked = [f"{place}{number:03}~{payload}" for number, payload in enumerate(PAYLOADS)]
        texts = [text for text in marked if len(text) <= limit]
        self.expected.update(texts)
        return texts

    def packed(self, place: str, limit: int = 10_000) -> list[str]:
        """As few texts as can hold every payload."""
        packs = [""]
        for text in self.each(place, limit):
            if len(packs[-1]) + 1 + len(text) > limit:
                packs.append("")
            packs[-1] = f"{packs[-1]} {text}".strip()
        return packs

    def found_in(self, shown: Iterable[str]) -> set[str]:
        """The texts that stand, whole, in what was shown; short fields keep them on one line."""
        texts = {text[:6]: text for text in self.expected}
        return {
            texts[mark[0]]
            for page in shown
            for mark in MARK.finditer(page)
            if mark[0] in texts and page.startswith((texts[mark[0]], one_line(texts[mark[0]])), mark.start())
        }

    def all(self, place: str) -> str:
        (text,) = self.packed(place, 100_000)
        return text


@dataclass
class Portal:
    writing: Writing
    administrator: User
    reader: User
    lead: User
    project: Page
    actions: list[ActionPage]
    films: list[FilmPage]
    public: list[str]
    lead_only: list[str]
    admin: list[str]


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def rich(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def body(writing: Writing, images: list[CustomImage], document: CustomDocument, target: Page) -> str:
    """Every block of a page, each text of which holds all the payloads."""
    every = writing.all
    step = {"title": every("tt"), "period": every("tp"), "text": every("tx")}
    return json.dumps(
        [
            block("text", f"<h2>{escape(every('rh'))}</h2>{rich(every('rt'))}"),
            block("key_figures", {"figures": [{"value": every("kv"), "label": every("kl")}]}),
            block("timeline", {"introduction": every("tl"), "steps": [step]}),
            block("quote", {"text": every("qt"), "author": every("qa")}),
            block("illustration", {"image": images[0].pk, "caption": every("ic")}),
            *(block("illustration", {"image": image.pk, "caption": ""}) for image in images),
            block("document", {"document": document.pk, "description": every("dd")}),
            block("action_list", {"title": every("al"), "actions": [target.pk]}),
            block("call_to_action", {"text": every("ct"), "button": every("cb"), "page": target.pk}),
            block("callout", {"title": every("kt"), "text": rich(every("kx"))}),
        ]
    )


def indicator(label: str, unit: str) -> dict[str, Any]:
    return block(
        "indicator",
        {
            "label": label,
            "unit": unit,
            "direction": "up",
            "target": "10",
            "measurements": [{"date": "2018-01-01", "value": "1"}, {"date": "2018-02-01", "value": "2"}],
        },
    )


def captions(writing: Writing) -> bytes:
    """Payloads as speakers and as speech; a line with an arrow would be read as a time."""
    payloads = [payload for payload in PAYLOADS if "-->" not in f"{payload}>"]
    cues = []
    for second, payload in enumerate(payloads):
        start, end = (f"00:{moment // 60:02}:{moment % 60:02}.000" for moment in (second, second + 1))
        cues.append(f"{start} --> {end}\n<v {payload}>cu{second:03}~{payload}\n")
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def at(texts: list[str], position: int) -> str:
    return texts[position] if position < len(texts) else ""


def hostile_portal() -> Portal:
    """Write every payload in every place, and list the addresses that show them."""
    writing = Writing()
    project = ProjectPageFactory(
        slug="projet", title="Projet", subtitle="Un plan", hook="Un plan", summary=writing.all("ps")
    )
    home = home_page()
    home.project, home.bodies, home.summary = project, "\n".join(writing.each("hb")), writing.all("hs")
    home.save()
    administrator = UserFactory(is_superuser=True, groups=["Administration"])
    reader = UserFactory(first_name="Dominique", last_name="Lecture")

    # People
    services = [ServiceFactory(name=name) for name in writing.each("sn", 120)]
    organisations = [OrganisationFactory(name=name) for name in writing.each("on", 120)]
    first_names, last_names = writing.each("fn", 80), writing.each("ln", 80)
    jobs = writing.packed("jt", 120)
    people = [
        UserFactory(
            first_name=at(first_names, position) or "Camille",
            last_name=at(last_names, position) or "Nom",
            job_title=at(jobs, position),
            service=services[position % len(services)],
            organisation=organisations[position % len(organisations)],
        )
        for position in range(len(PAYLOADS))
    ]
    people[0].groups.set([Group.objects.get(name="Responsables d’action")])
    Group.objects.bulk_create(Group(name=name) for name in writing.each("gn", 150))

    # Media
    for name in writing.packed("cn", 255):
        Collection.get_first_root_node().add_child(name=name)
    titles, descriptions = writing.packed("it", 255), writing.packed("ia", 255)
    images = [
        ImageFactory(title=at(titles, position) or "Image", description=at(descriptions, position) or "x")
        for position in range(max(len(titles), len(descriptions)))
    ]
    documents = [
        CustomDocument.objects.create(
            title=title, file=ContentFile(b"%PDF-1.4", name="<img src=x onerror=alert(1)>.pdf")
        )
        for title in writing.packed("dt", 255)
    ]

    # The plan
    axes = [
        AxisFactory(project=project, title=title, hook=hook, summary=at([writing.all("as")], number))
        for number, (title, hook) in enumerate(_pairs(writing.packed("xt", 120), writing.packed("ah", 200)))
    ]
    themes = [
        ThemeFactory(axis=axes[number % len(axes)], title=title, description=at([writing.all("td")], number))
        for number, title in enumerate(writing.packed("th", 120))
    ]
    tags = Tag.objects.bulk_create(
        Tag(name=name, slug=f"t-{number}", curated=True)
        for number, name in enumerate(writing.each("ta", 100))
    )
    index = ActionIndexPageFactory(parent=project, slug="actions", summary=writing.all("si"))
    action_titles = writing.packed("ti", 255)
    first = ActionPageFactory(
        parent=index,
        slug="premiere",
        title=action_titles[0],
        theme=themes[0],
        number=1,
        seeking_volunteers=True,
        summary=writing.all("su"),
        progress_note=writing.all("pn"),
        volunteers_for=writing.all("vf"),
        expected_results=rich(writing.all("er")),
        lead_service=services[0],
        lead_person=people[0],
        milestones=json.dumps(
            [
                block(
                    "milestone",
                    {"date": "2018-01-01", "label": writing.all("ml"), "note": writing.all("mn")},
                )
            ]
        ),
        indicators=json.dumps([indicator(writing.all("il"), writing.all("iu"))]),
    )
    actions = [first]
    for number, title in enumerate(action_titles[1:], 1):
        actions.append(
            ActionPageFactory(
                parent=index,
                slug=f"action-{number}",
                title=title,
                theme=themes[number % len(themes)],
                number=number + 1,
                lead_service=services[number],
                lead_person=people[number],
            )
        )
    per_action = -(-len(tags) // len(actions))
    for number, action in enumerate(actions):
        action.tags.set(tags[number * per_action : (number + 1) * per_action])
        action.organisations.set(organisations[number * per_action : (number + 1) * per_action])
        action.save()
        log(instance=action, action="wagtail.edit", user=people[number])
    first.body = body(writing, images, documents[0], actions[1])
    first.save()
    ProgressEntry.objects.create(
        action=first, date=datetime.date(2018, 1, 1), status="in_progress", progress=10,
        note=writing.all("pe"), author=people[1],
    )  # fmt: skip
    group_index = WorkingGroupIndexPageFactory(parent=project)
    groups = [
        WorkingGroupPageFactory(
            parent=group_index,
            title=title,
            rhythm=rhythm,
            mission=at([writing.all("gm")], number),
            facilitator=people[len(actions) + number],
        )
        for number, (title, rhythm) in enumerate(_pairs(writing.packed("gt", 255), writing.packed("gr", 160)))
    ]
    yesterday = timezone.now() - datetime.timedelta(days=1)
    for number, (subject, place) in enumerate(_pairs(writing.packed("wa", 160), writing.packed("wb", 160))):
        meeting = plan_meeting(
            group=groups[0],
            subject=subject,
            place=place,
            starts_at=yesterday - datetime.timedelta(days=number),
            ends_at=yesterday - datetime.timedelta(days=number, hours=-1),
        )
    GroupMeeting.objects.filter(pk=meeting.pk).update(
        agenda=writing.all("wc"), minutes=writing.all("wd"), minutes_published_at=yesterday
    )
    for person in people:
        add_member(group=groups[0], agent=person)
    films_index = FilmIndexPageFactory(slug="films")
    film_titles = writing.packed("ft", 255)
    films = [
        FilmPageFactory(parent=films_index, title=title, summary=at([writing.all("fs")], number))
        for number, title in enumerate(film_titles)
    ]
    films[0].captions = ContentFile(captions(writing), name="hostile.vtt")
    films[0].chapters = json.dumps(
        [block("chapter", {"start": n, "title": t}) for n, t in enumerate(writing.each("ch", 120))]
    )
    films[0].duration = len(PAYLOADS) + 1
    films[0].save()
    letters_index = NewsletterIndexPageFactory(slug="lettres")
    letters = [
        NewsletterPageFactory(parent=letters_index, title=title) for title in writing.packed("lt", 255)
    ]
    letters[0].editorial = rich(writing.all("le"))
    letters[0].body = json.dumps(
        [
            block("section", {"title": writing.all("ls"), "text": rich(writing.all("lx")), "actions": []}),
            block(
                "portrait",
                {
                    "name": writing.all("pm"),
                    "role": writing.all("pr"),
                    "title": writing.all("pt"),
                    "text": "",
                },
            ),
            block("diary", {"entries": [{"date": "2018-01-01", "label": writing.all("dl")}]}),
        ]
    )
    letters[0].save()
    editorials = [
        EditorialPageFactory(title=title, slug=f"page-{number}", show_in_menus=number < 3)
        for number, title in enumerate(writing.packed("ed", 255))
    ]

    # Taking part
    Comment.objects.bulk_create(
        Comment(page=first, author=people[position], text=text)
        for position, text in enumerate(writing.each("co"))
    )
    comment = CommentFactory(page=first, author=reader, text=writing.all("cq"))
    # Conversation: names as they were written after an @
    for name in writing.packed("me", 200):
        naming = CommentFactory(page=first, author=reader, text=f"Vu avec @{name} hier")
        Mention.objects.create(comment=naming, agent=people[0], written=name)
    versions = [CommentVersion(comment=comment, text=text) for text in writing.each("cv")]
    CommentVersion.objects.bulk_create(versions)
    comment.edited_at = timezone.now()
    comment.save()
    masked = CommentFactory(page=first, author=people[0])
    rules = [
        write_rule(rule=CharterRule(number=number, title=title, text=writing.all("rx")))
        for number, title in enumerate(writing.packed("ru", 120), start=1)
    ]
    decision = moderate_comment(
        comment=masked,
        moderator=administrator,
        outcome="fold",
        rule=rules[0],
        reasoning=writing.all("mo"),
        message=writing.all("mp"),
    )
    lodge_appeal(decision=decision, appellant=people[0], text=writing.all("ap"))
    for position, reason in enumerate(writing.packed("rr", 1000)):
        report_comment(comment=comment, reporter=people[position], reason=reason)
    availability = writing.packed("va", 200)
    for position, message in enumerate(writing.packed("vm", 1000)):
        VolunteerFactory(
            action=first, agent=people[position], message=message, availability=at(availability, position)
        )
    for position, when in enumerate(availability):
        if position >= len(writing.packed("vm", 1000)):
            VolunteerFactory(action=first, agent=people[position], availability=when)

    # Volunteering
    declined = VolunteerFactory(
        action=first,
        agent=reader,
        status="declined",
        decided_at=timezone.now(),
        decline_message=writing.all("kw"),
    )
    VolunteerStep.objects.create(volunteer=declined, status="declined", note=writing.all("kw"))
    places = writing.packed("mq", 160)
    VolunteerMeeting.objects.bulk_create(
        VolunteerMeeting(
            action=first,
            subject=subject,
            place=at(places, position),
            starts_at=timezone.now(),
            ends_at=timezone.now() + datetime.timedelta(hours=1),
        )
        for position, subject in enumerate(writing.packed("ms", 160))
    )
    messages = [
        VolunteerMessage.objects.create(
            action=first, sender=people[0], subject=subject, text=writing.all("mt") if not position else "Lu"
        )
        for position, subject in enumerate(writing.packed("mj", 150))
    ]
    for message in messages:
        message.recipients.add(reader)

    # The search
    month = datetime.date(2026, 1, 1)
    SavedSearch.objects.bulk_create(
        SavedSearch(agent=reader, name=name, address="q=visa") for name in writing.each("sv", 80)
    )
    Synonym.objects.all().delete()  # those that every portal starts with
    Synonym.objects.bulk_create(
        Synonym(words=words, also=also)
        for words, also in _pairs(writing.packed("sy", 300), writing.packed("sa", 300))
    )
    PromotedResult.objects.bulk_create(
        PromotedResult(queries=queries, page=first) for queries in writing.packed("pq", 300)
    )
    # A page of results shows three of them.
    packed = writing.packed("pz", 200)
    notes = [packed[start : start + 3] for start in range(0, len(packed), 3)]
    PromotedResult.objects.bulk_create(
        PromotedResult(queries=f"promue{number}", page=first, note=note)
        for number, batch in enumerate(notes)
        for note in batch
    )
    QueryCount.objects.bulk_create(
        QueryCount(query=query, month=month, asked=3) for query in writing.each("qc", 100)
    )

    # What is followed and told
    for action in actions:
        follow(agent=reader, kind=FollowKind.ACTION, key=action.pk)
        told = CommentFactory(page=action, author=people[1])
        event = Event(f"comment:{told.pk}", told.pk, page=action, comment=told)
        notify(event=event, recipients={reader.pk: KINDS["comment"]})
    follow(agent=reader, kind=FollowKind.THEME, key=themes[0].pk)
    follow(agent=reader, kind=FollowKind.PERSON, key=people[0].pk)
    for search in SavedSearch.objects.filter(agent=reader):
        follow(agent=reader, kind=FollowKind.SEARCH, key=search.pk)
        notify(event=Event(f"search:{search.pk}", search.pk), recipients={reader.pk: KINDS["search"]})

    # The administration
    Redirect.objects.bulk_create(
        Redirect(old_path=f"/r{number}/{path}", redirect_link="/")
        for number, path in enumerate(writing.packed("rp", 200))
    )
    Workflow.objects.bulk_create(Workflow(name=name) for name in writing.packed("wf", 255))
    EditorComment.objects.create(page=first, user=people[2], text=writing.all("ec"), contentpath="title")

    # The comments of the first action, by batches from the newest.
    batches = list(Comment.objects.on_page(first).filter(parent__isnull=True).order_by("-created_at", "-pk"))[
        THREADS_SHOWN - 1 :: THREADS_SHOWN
    ]

    public = [
        "/", project.url, index.url, f"{index.url}?vue=tableau", *(action.url for action in actions),
        *(f"{first.url}?apres={comment.pk}" for comment in batches),
        *(axis.get_absolute_url() for axis in axes[:3]), *(theme.get_absolute_url() for theme in themes[:2]),
        group_index.url, *(group.url for group in groups),
        *(f"{groups[0].url}?reunions={number}" for number in range(2, 8)),
        films_index.url, f"{films_index.url}?page=2", *(film.url for film in films[:2]),
        letters_index.url, f"{letters_index.url}?page=2", *(letter.url for letter in letters[:2]),
        *(page.url for page in editorials[:3]),
        *(f"/recherche/?q=promue{number}" for number in range(len(notes))),
        "/mon-espace/", *(f"/mon-espace/?recherches={number}" for number in range(2, 22)),
        "/recherche/?q=alert", "/recherche/?q=alert&page=2", "/recherche/?q=script",
        f"/participation/commentaires/{comment.pk}/versions/",
        "/mon-espace/notifications/", "/mon-espace/notifications/?page=2",
        "/mon-espace/notifications/suivis/", "/mon-espace/notifications/reglages/",
        f"/mon-espace/notifications/collegues/{people[0].pk}/",
        "/participation/registre/", decision.get_absolute_url(),
        "/participation/mes-participations/", messages[0].get_absolute_url(),
        f"/participation/commentaires/{comment.pk}/modifier/",
        f"/participation/commentaires/{comment.pk}/supprimer/",
    ]  # fmt: skip
    lead_only = [
        *(f"/participation/actions/{first.pk}/volontaires/?page={number}" for number in range(1, 5)),
        f"/plan/actions/{first.pk}/avancement/",
    ]
    admin = [
        "/gestion/moderation/", f"/gestion/moderation/{comment.pk}/", f"/gestion/moderation/{masked.pk}/",
        "/gestion/charter_rules/", f"/gestion/charter_rules/edit/{rules[0].pk}/",
        "/gestion/", f"/gestion/pages/{index.pk}/", f"/gestion/pages/{home.pk}/",
        f"/gestion/pages/{films_index.pk}/", "/gestion/images/", "/gestion/images/?p=2",
        "/gestion/documents/",
        "/gestion/documents/?p=2", "/gestion/collections/", "/gestion/workflows/list/",
        *(f"/gestion/{part}/?p={page}" for part in ("redirects", "workflows/list") for page in range(1, 4)),
        f"/gestion/pages/{home.pk}/edit/", f"/gestion/pages/{project.pk}/edit/",
        *(f"/gestion/users/?p={page}" for page in range(1, 13)),
        *(f"/gestion/groups/?p={page}" for page in range(1, 13)),
        "/gestion/snippets/projects/axis/", "/gestion/snippets/projects/theme/",
        *(f"/gestion/snippets/projects/tag/?p={page}" for page in range(1, 13)),
        *(
            f"/gestion/{part}/?p={page}"
            for part in ("search_synonyms", "search_promoted", "reports/searches")
            for page in range(1, 6)
        ),
        "/gestion/reports/site-history/", "/gestion/reports/aging-pages/",
        f"/gestion/pages/{first.pk}/history/",
        f"/gestion/pages/{first.pk}/edit/", f"/gestion/pages/{films[0].pk}/edit/",
        f"/gestion/pages/{letters[0].pk}/edit/", f"/gestion/pages/{editorials[0].pk}/delete/",
        f"/gestion/images/{images[0].pk}/", f"/gestion/documents/edit/{documents[0].pk}/",
        f"/gestion/users/edit/{people[0].pk}/", f"/gestion/images/usage/{images[0].pk}/",
    ]  # fmt: skip
    return Portal(
        writing=writing,
        administrator=administrator,
        reader=reader,
        lead=people[0],
        project=project,
        actions=actions,
        films=films,
        public=public,
        lead_only=lead_only,
        admin=admin,
    )


def _pairs(first: list[str], second: list[str]) -> Iterator[tuple[str, str]]:
    for position in range(max(len(first), len(second))):
        yield at(first, position) or "x", at(second, position)
