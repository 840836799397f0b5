"""Loads the demonstration into an empty portal, all of it or nothing."""

import datetime
from collections.abc import Callable

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from home.legal_pages import make_legal_pages
from home.models import EditorialPage, HomePage
from portal.accounts.models import User
from portal.tasks.running import run_what_waits
from projects.groups.models import WorkingGroupIndexPage
from projects.models import ActionIndexPage, ProjectPage
from projects.newsletters.models import NewsletterIndexPage
from projects.proposals.models import ProposalIndexPage
from videos.models import FilmIndexPage

from .content_files import Content
from .discussion import load_comments, load_contributions, load_reports, load_rules, load_volunteers
from .films import files_kept_on_success, load_films
from .groups import load_group_life
from .letters import load_letters
from .people import DOMAIN, load_people
from .plan import ActionLoader, load_groups, load_tags, load_themes
from .presentation import project_body
from .proposals import load_proposals, origins_of_actions
from .publishing import add_draft, add_page, indexed_at_the_end, publish, stream
from .text import moment

HOME_TITLE = "Projet d’administration"


def is_loaded() -> bool:
    """Return whether this portal holds the demonstration, even if people have changed it since."""
    return (
        HomePage.objects.filter(demonstration=True).exists()
        or User.objects.filter(email__iendswith=f"@{DOMAIN}").exists()
    )


def holds_other_content() -> bool:
    """Return whether there are pages or accounts of others. A home page alone is an empty portal."""
    return Page.objects.filter(depth__gt=2).exists() or User.objects.exists()


def load(content: Content, report: Callable[[str], None]) -> None:
    """Load checked content into an empty portal. Call `report` with each step.

    On failure neither the database nor the media folder keeps anything.
    """
    with files_kept_on_success() as stored, transaction.atomic(), indexed_at_the_end():
        _load(content, report, stored)
        report(_("Indexes of the pages"))
    run_what_waits()


def _load(content: Content, report: Callable[[str], None], stored: list[FieldFile]) -> None:
    plan = content.project
    adopted = datetime.date.fromisoformat(f"{plan['calendrier']['mise_en_oeuvre']['debut']}-01")
    people = load_people(content.themes, content.agents["agents"])
    report(_("Accounts: %(count)s") % {"count": len(people.agents)})

    home = HomePage.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
    project = ProjectPage(
        title=plan["identite"]["titre"],
        slug="projet",
        subtitle=plan["identite"]["sous_titre"],
        hook=plan["identite"]["accroche"],
        as_of=content.situation,
        show_in_menus=True,
    )
    add_draft(project, parent=home, editor=people.editor)
    themes = load_themes(project, plan["axes"], content.themes["themes"])
    tags = load_tags(content.themes["etiquettes"])
    report(_("Themes: %(themes)s, tags: %(tags)s") % {"themes": len(themes), "tags": len(tags)})

    action_index = ActionIndexPage(title="Actions", slug="actions", show_in_menus=True)
    group_index = WorkingGroupIndexPage(title="Groupes de travail", slug="groupes")
    proposal_index = ProposalIndexPage(
        title="Propositions",
        slug="propositions",
        summary="Les actions que les agents proposent, et ce que le comité de pilotage en a répondu.",
        show_in_menus=True,
    )
    for index in (action_index, group_index, proposal_index):
        add_page(index, parent=project, editor=people.editor, on=moment(adopted))
    film_index = FilmIndexPage(title="Films", slug="films", show_in_menus=True)
    letter_index = NewsletterIndexPage(title="Lettres", slug="lettres", show_in_menus=True)
    for index in (film_index, letter_index):
        add_page(index, parent=home, editor=people.editor, on=moment(adopted))

    groups = load_groups(group_index, content.groups["groupes"], people, adopted)
    report(_("Working groups: %(count)s") % {"count": len(groups)})
    films = load_films(
        film_index,
        content.films["films"],
        content.film_files,
        people=people,
        themes=themes,
        stored=stored,
    )
    report(_("Films: %(count)s") % {"count": len(films)})
    report(_("Actions: %(count)s") % {"count": len(content.actions["actions"])})
    actions = ActionLoader(
        index=action_index,
        people=people,
        themes=themes,
        tags=tags,
        groups=groups,
        origins=origins_of_actions(content.proposals),
        adopted=adopted,
        situation=content.situation,
    ).load(
        content.actions["actions"],
        [(films[row["slug"]], row["actions"]) for row in content.films["films"]],
    )
    load_group_life(groups, actions, adopted=adopted, situation=content.situation)

    project.body = stream(ProjectPage, "body", project_body(plan, films=films, actions=action_index))
    publish(project, editor=people.editor, on=moment(adopted), updated=moment(content.situation))
    load_letters(letter_index, content.newsletters["lettres"], people=people, actions=actions)
    report(_("Letters: %(count)s") % {"count": len(content.newsletters["lettres"])})

    charter = plan["charte_de_participation"]
    add_page(
        EditorialPage(
            title=charter["titre"],
            slug="charte-de-participation",
            summary=charter["preambule"],
            # The rules, which the decisions of moderators point to (`load_rules`).
            body=stream(EditorialPage, "body", [("charter_rules", None)]),
            show_in_menus=True,
        ),
        parent=home,
        editor=people.editor,
        on=moment(adopted),
    )
    made = make_legal_pages(home, publish=True, editor=people.editor, demonstration=True)
    report(_("Legal and help pages: %(count)s") % {"count": len(made)})
    rules = load_rules(charter["articles"])
    comments = load_comments(
        content.participation["commentaires"], people=people, actions=actions, rules=rules
    )
    report(_("Comments: %(count)s") % {"count": len(comments)})
    load_reports(content.proposals["signalements"], people=people, comments=comments)
    proposals = load_proposals(
        proposal_index, content.proposals["propositions"], people=people, themes=themes, actions=actions
    )
    report(_("Proposals: %(count)s") % {"count": proposals})
    load_contributions(project, plan["chiffres_cles"], on=adopted)
    volunteers = load_volunteers(content.participation["inscriptions"], people=people, actions=actions)
    report(_("Volunteers: %(count)s") % {"count": volunteers})

    home.title = HOME_TITLE
    home.project = project
    home.bodies = "\n".join(row["nom"] for row in content.themes["collectivites"])
    home.demonstration = True
    publish(home, editor=people.editor, on=moment(adopted), updated=moment(content.situation))
