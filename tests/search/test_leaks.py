"""Search shows each person what Wagtail lets them read, and nothing of the rest, whatever the tree."""

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import HttpRequest
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from portal.common.access import viewable
from portal.media.models import CustomDocument
from search.access import denied_prefixes
from search.engines.embedded import EmbeddedEngine
from search.index.doc import SearchDoc
from search.index.documents import build_all, file_key, page_key
from search.query import SearchRequest
from tests.factories import EditorialPageFactory, UserFactory, home_page

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.long]

# Rare words, one per page or file, far from each other.
SECRETS = """
    ornithorynque xylophone hippopotame rhododendron mandragore clafoutis kaleidoscope bergamote salamandre
    trampoline vermicelle zibeline
""".split()  # noqa: SIM905
KINDS = ("login", "groups", "password")
GROUPS = ("Initiés", "Adeptes")

restriction = st.none() | st.sampled_from([("login", 0), ("groups", 0), ("groups", 1), ("password", 0)])
# Each page: its parent among those before it (or the home page), what restricts it, and whether it is an
# alias of an earlier page.
pages = st.lists(st.tuples(st.integers(0, 7), restriction, st.booleans()), min_size=2, max_size=7)
collections = st.lists(st.tuples(st.integers(0, 3), restriction), min_size=1, max_size=4)


def restrict(what: Any, asked: tuple[str, int] | None, groups: list[Group]) -> None:
    if asked is None:
        return
    model, field = (
        (PageViewRestriction, "page") if isinstance(what, Page) else (CollectionViewRestriction, "collection")
    )
    made = model.objects.create(**{field: what}, restriction_type=asked[0], password="sésame")
    if asked[0] == "groups":
        made.groups.add(groups[asked[1]])


def grow(tree: list[Any], shelves: list[Any], groups: list[Group]) -> dict[str, tuple[str, Any]]:
    """Make pages and files; return the secret word and the object of each key."""
    words = iter(SECRETS)
    made: dict[str, tuple[str, Any]] = {}
    nodes: list[Page] = []
    for number, (parent, asked, alias) in enumerate(tree):
        above = nodes[parent % len(nodes)] if nodes else home_page()
        if alias and number:
            source = nodes[parent % len(nodes)]
            page = source.create_alias(parent=home_page(), update_slug=f"alias-{number}")
            word = made[page_key(source.pk)][0]
        else:
            word = next(words)
            body = [("text", f"<p>Un sujet commun, et {word}.</p>")]
            page = EditorialPageFactory(
                parent=above, slug=f"page-{number}", title=f"Fiche {word}", summary=f"De {word}.", body=body
            )
        nodes.append(page)
        made[page_key(page.pk)] = (word, page)
        restrict(page, asked, groups)
    cases: list[Collection] = [Collection.get_first_root_node()]
    for number, (parent, asked) in enumerate(shelves):
        above = Collection.objects.get(pk=cases[parent % len(cases)].pk)
        case = above.add_child(name=f"{9 - number} casier")
        cases.append(case)
        word = next(words)
        document = CustomDocument.objects.create(
            title=f"Fichier {word} commun", file=ContentFile(b"x", "x.txt"), collection=case
        )
        document.tags.add(word)
        made[file_key(document.pk)] = (word, document)
        restrict(case, asked, groups)
    return made


def requests(groups: list[Group]) -> dict[str, HttpRequest]:
    """One request per role."""

    def request(user: Any, passed: Iterable[int] = (), opened: Iterable[int] = ()) -> Any:
        session = {
            PageViewRestriction.passed_view_restrictions_session_key: list(passed),
            CollectionViewRestriction.passed_view_restrictions_session_key: list(opened),
        }
        return SimpleNamespace(user=user, session=session)

    def member(*names: Group) -> Any:
        user = UserFactory()
        user.groups.set(names)
        return user

    every_page = PageViewRestriction.objects.filter(restriction_type="password").values_list("pk", flat=True)
    every_case = CollectionViewRestriction.objects.filter(restriction_type="password")
    return {
        "stranger": request(AnonymousUser()),
        "stranger with the passwords": request(
            AnonymousUser(), every_page, every_case.values_list("pk", flat=True)
        ),
        "agent": request(UserFactory()),
        "agent with the passwords": request(
            UserFactory(), every_page, every_case.values_list("pk", flat=True)
        ),
        "initiate": request(member(groups[0])),
        "initiate and follower": request(member(*groups)),
        "administrator": request(UserFactory(is_superuser=True)),
    }


def readable(thing: Any, request: HttpRequest) -> bool:
    """What Wagtail itself decides."""
    if isinstance(thing, Page):
        restrictions = Page.get_view_restrictions(Page.objects.get(pk=thing.pk))
    else:
        restrictions = Collection.objects.get(pk=thing.collection_id).get_view_restrictions()
    return all(each.accept_request(request) for each in restrictions)


def check(engine: EmbeddedEngine, made: dict[str, tuple[str, Any]], request: HttpRequest) -> None:
    denied = denied_prefixes(request)

    def ask(text: str) -> Any:
        return engine.search(SearchRequest(text, facets=("kind", "tag"), denied=denied, page_size=50))

    allowed = {key for key, (_word, thing) in made.items() if readable(thing, request)}
    shown_words = {made[key][0] for key in allowed}
    answer = ask("commun")
    assert {hit.key for hit in answer.hits} == allowed
    assert answer.total == len(allowed)
    counts = {each.value: each.count for each in answer.facets["kind"]}
    files = {key for key in allowed if key.startswith("document:")}
    assert counts.get("document", 0) == len(files)
    assert counts.get("page", 0) == len(allowed - files)
    assert {each.value for each in answer.facets["tag"]} == {made[key][0] for key in files}
    for word in {word for word, _thing in made.values()}:
        expected = {key for key in allowed if made[key][0] == word}
        for text in (word, f'"{word}"', f"fiche {word}", f"commun -{word}", f"#{word}", word[:5]):
            found = ask(text)
            assert {hit.key for hit in found.hits} <= allowed
            assert found.total == len(found.hits)
            shown = " ".join(part.text for hit in found.hits for part in (*hit.title, *hit.extract)).lower()
            assert (word in shown) <= (word in shown_words)
        assert {hit.key for hit in ask(word).hits} >= expected
        misspelt = ask(f"{word[:4]}{word[5:]}")
        assert (misspelt.suggestion is None) or misspelt.suggestion in shown_words
        suggested = engine.suggest(word[:4], denied)
        assert {each.key for each in suggested} == expected
    pages = {int(key.partition(":")[2]) for key in allowed - files}
    every = [int(key.partition(":")[2]) for key in made if key.startswith("page:")]
    seen = viewable(Page.objects.filter(pk__in=every), request)
    assert set(seen.values_list("pk", flat=True)) == pages


@pytest.mark.usefixtures("db")
@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(tree=pages, shelves=collections, change=st.integers(0, 20))
def test_each_role_finds_what_wagtail_lets_it_read(
    tmp_path: Path, tree: list[Any], shelves: list[Any], change: int
) -> None:
    with transaction.atomic():
        groups = [Group.objects.get_or_create(name=name)[0] for name in GROUPS]
        made = grow(tree, shelves, groups)
        engine = EmbeddedEngine(tmp_path / "leaks.sqlite3")
        engine.rebuild(doc for doc in build_all(1) if doc.key in made)
        for request in requests(groups).values():
            check(engine, made, request)
        # Privacy changes, the index does not.
        for model in (PageViewRestriction, CollectionViewRestriction):
            ids = model.objects.values_list("pk", flat=True)
            model.objects.filter(pk__in=[pk for pk in ids if (pk + change) % 2]).delete()
        restrict(next(iter(made.values()))[1], (KINDS[change % 3], 0), groups)
        for request in requests(groups).values():
            check(engine, made, request)
        transaction.set_rollback(True)


def test_two_thousand_restricted_pages(tmp_path: Path) -> None:
    """In bounded queries, and without a limit of the database in the way."""
    shelf = EditorialPageFactory(title="Étagère commune")
    paths = [f"{shelf.path}{number:04}" for number in range(2_002)]
    Page.objects.bulk_create(
        Page(
            path=path,
            depth=shelf.depth + 1,
            title=f"Fiche {number}",
            slug=f"fiche-{number}",
            url_path=f"{shelf.url_path}fiche-{number}/",
            content_type=shelf.content_type,
            locale=shelf.locale,
        )
        for number, path in enumerate(paths)
    )
    restricted = Page.objects.filter(path__in=paths[:2_000])
    PageViewRestriction.objects.bulk_create(
        PageViewRestriction(page=page, restriction_type="password", password="sésame") for page in restricted
    )
    request: Any = SimpleNamespace(user=UserFactory(), session={})
    with CaptureQueriesContext(connection) as queries:
        denied = denied_prefixes(request)
    assert len(queries) <= 4
    assert len(denied) == 2_000
    engine = EmbeddedEngine(tmp_path / "many.sqlite3")
    engine.rebuild(
        SearchDoc(f"page:{number}", 1, path, "page", f"Fiche commune {number}")
        for number, path in enumerate(paths)
    )
    answer = engine.search(SearchRequest("commune", facets=("kind",), denied=denied))
    assert {hit.key for hit in answer.hits} == {"page:2000", "page:2001"}
    assert answer.facets["kind"][0].count == 2
