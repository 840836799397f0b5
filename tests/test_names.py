"""A lower app names nothing of a higher one in its texts either: the higher one registers itself.

`test_imports.py` holds what is imported. Here it is dotted paths, models, permissions, views and templates,
in the strings of Python and in templates. The rows are those of import-linter's contract.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from .test_imports import PACKAGES, ROOT, files_by_module

TEMPLATES = ROOT / "templates"
# The frame of every page is the portal's own: what extends `base.html` does not name what it shows.
FRAME = {
    "base.html",
    "components/site_header.html",
    "components/site_footer.html",
    "components/search_field.html",
    "components/language_switch.html",
}
# Templates whose folder is not the label of their app.
OWNERS = {
    "blocks/charter_rules.html": "home",
    "blocks/retention_periods.html": "home",
    "blocks/action_list.html": "projects.blocks",
    "blocks/film.html": "projects.blocks",
    "blocks/letter_section.html": "projects.newsletters",
    "registration": "portal.signin",
    "wagtailusers": "portal.accounts",
}
SHARED = "portal.http"  # what is in no folder of an app uses the tags of the lowest rows alone
# Where Django and Wagtail take the name of a model that is not loaded yet: the other end of a relation, the
# types of pages above and below a type, the type that a chooser offers.
RELATIONS = {
    "ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey", "ParentalManyToManyField",
    "choose_pages",
}  # fmt: skip
PAGE_TYPES = {"parent_page_types", "subpage_types"}
CHOOSERS = {"PageChooserBlock"}
# Verbs whose first argument is the name of a view, even without a namespace.
LEADS = {"reverse", "reverse_lazy", "redirect", "resolve_url"}


MODULES = files_by_module()


class Name(NamedTuple):
    """A name in a text, and the module to which it leads."""

    text: str
    module: str


@cache
def rows() -> dict[str, int]:
    """Return the units of the contract, with the number of their row from below."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = settings["tool"]["importlinter"]["contracts"]
    return {
        unit: number
        for number, row in enumerate(reversed(contract["layers"]))
        for unit in re.findall(r"[\w.]+", row)
    }


def unit_of(module: str) -> str:
    """Return the unit of the contract that holds a module, or nothing."""
    while module and module not in rows():
        module = module.rpartition(".")[0]
    # The plan's own modules are one: they may name each other.
    return "projects" if module and rows()[module] == rows()["projects.models"] else module


def row_of(unit: str) -> int:
    return rows()["projects.models" if unit == "projects" else unit]


def is_above(name: str, user: str) -> bool:
    """Return True if the module of a name may not be imported by its user."""
    named, naming = unit_of(name), unit_of(user)
    if not named or not naming or named == naming or row_of(naming) == row_of("portal.settings"):
        return False  # settings and addresses are where the portal is put together
    return row_of(named) >= row_of(naming)


@cache
def folders() -> dict[str, str]:
    """Return the packages of our apps by their labels, which are the names of their folders of templates."""
    ours = [config for config in apps.get_app_configs() if config.name.partition(".")[0] in PACKAGES]
    return {config.label: "projects.models" if config.name == "projects" else config.name for config in ours}


@cache
def models_and_permissions() -> dict[str, str]:
    """Return the modules of models by `label.Model` in small letters and `label.permission`."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        found[meta.label_lower] = model.__module__
        codenames = [f"{verb}_{meta.model_name}" for verb in meta.default_permissions]
        for codename in [*codenames, *(codename for codename, _label in meta.permissions)]:
            found[f"{meta.app_label}.{codename}"] = model.__module__
    return found


@cache
def views() -> dict[str, str]:
    """Return the modules of our views by their names."""

    def walk(resolver: URLResolver, namespaces: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
                yield from walk(pattern, inner)
            elif isinstance(pattern, URLPattern) and pattern.name:
                view = getattr(pattern.callback, "view_class", pattern.callback)
                yield ":".join([*namespaces, pattern.name]), view.__module__

    return {name: module for name, module in walk(get_resolver(), ()) if unit_of(module)}


def owner_of(template: str) -> str:
    """Return the module to which a template belongs."""
    folder = template.removeprefix("emails/").partition("/")[0]
    return OWNERS.get(template) or OWNERS.get(folder) or folders().get(folder, SHARED)


def names_in_text(text: str) -> Iterator[Name]:
    """Yield the names of modules, models, permissions, views and templates in a string."""
    for path in re.findall(rf"(?<![\w./])(?:{'|'.join(PACKAGES)})(?:\.\w+)+", text):
        module = path
        while module not in MODULES:
            module = module.rpartition(".")[0]
        if module not in PACKAGES:
            yield Name(path, module)
    for name in re.findall(r"(?<![\w./])\w+\.\w+", text):
        if module := models_and_permissions().get(name) or models_and_permissions().get(name.lower(), ""):
            yield Name(name, module)
    for name in re.findall(r"(?<![\w.:])\w+(?::\w+)+", text):
        if name in views():
            yield Name(name, views()[name])
    for name in re.findall(r"[\w/-]+\.(?:html|txt)\b", text):
        if owner_of(name) != SHARED:
            yield Name(name, owner_of(name))


def names_in_python(source: str) -> Iterator[Name]:
    """Yield what the strings of a module name, docstrings and what frameworks ask for left out."""
    tree = ast.parse(source)
    left_out: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            left_out.add(node.value)
        elif isinstance(node, ast.Assign) and {ast.unparse(target) for target in node.targets} & PAGE_TYPES:
            left_out.update(ast.walk(node.value))
        elif isinstance(node, ast.Call):
            verb = ast.unparse(node.func).rpartition(".")[2]
            if verb in RELATIONS:
                left_out.update([*node.args[:1], *(word.value for word in node.keywords if word.arg == "to")])
            elif verb in CHOOSERS:
                left_out.update(word.value for word in node.keywords if word.arg == "page_type")
            elif verb == "get_model" and node.args:
                yield from names_of_model(node)
            elif verb in LEADS and node.args and isinstance(node.args[0], ast.Constant):
                name = str(node.args[0].value)
                if name in views() and ":" not in name:
                    yield Name(name, views()[name])
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in left_out:
            yield from names_in_text(node.value)


def names_of_model(call: ast.Call) -> Iterator[Name]:
    label = call.args[0].value if isinstance(call.args[0], ast.Constant) else ""
    if label in folders():
        yield Name(label, folders()[label])


@cache
def libraries() -> dict[str, str]:
    return {
        file.stem: module
        for module, file in MODULES.items()
        if file.parent.name == "templatetags" and file.stem != "__init__"
    }


def names_in_template(source: str) -> Iterator[Name]:
    """Yield what a template names: tags, views, permissions, other templates. Its comments name nothing."""
    source = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", source, flags=re.DOTALL)
    for loaded in re.findall(r"{%\s*load\s+([^%]+?)\s*%}", source):
        for library in loaded.split():
            if library in libraries():
                yield Name(library, libraries()[library])
    for name in re.findall(r"{%\s*url\s+['\"]([^'\"]+)['\"]", source):
        if name in views():
            yield Name(name, views()[name])
    for name in re.findall(r"\bperms\.(\w+\.\w+)", source):
        if name in models_and_permissions():
            yield Name(name, models_and_permissions()[name])
    for template in re.findall(r"['\"]([\w/-]+/[\w-]+\.(?:html|txt))['\"]", source):
        yield Name(template, owner_of(template))


def test_no_module_names_what_stands_above_it() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {name.text}"
        for module, file in MODULES.items()
        if "migrations" not in file.parts  # Django writes them: they name both ends of each relation
        for name in names_in_python(file.read_text(encoding="utf-8"))
        if is_above(name.module, module)
    ]
    assert found == []


def test_no_template_names_what_stands_above_its_app() -> None:
    templates = {file.relative_to(TEMPLATES).as_posix(): file for file in TEMPLATES.rglob("*.*")}
    found = [
        f"{template}: {name.text}"
        for template, file in templates.items()
        if template not in FRAME
        for name in names_in_template(file.read_text(encoding="utf-8"))
        if is_above(name.module, owner_of(template))
    ]
    assert found == []
    assert templates.keys() >= FRAME | {template for template in OWNERS if "." in template}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('settings_path = "projects.moderation.views.report"', "projects.moderation.views.report"),
        ('user.has_perm("moderation.view_sealedtext")', "moderation.view_sealedtext"),
        ('apps.get_model("home", "EditorialPage")', "home"),
        ('apps.get_model("home.EditorialPage")', "home.EditorialPage"),
        ('reverse("moderation:register")', "moderation:register"),
        ("redirect(f\"{reverse('my_space')}#recherches\")", "my_space"),
        ('render(request, "moderation/register.html")', "moderation/register.html"),
        ('kind = PageChooserBlock(label="home.HomePage")', "home.HomePage"),
    ],
)
def test_every_way_to_name_is_seen(source: str, text: str) -> None:
    [name] = {name for name in names_in_python(source) if is_above(name.module, "projects.comments.views")}
    assert name.text == text


@pytest.mark.parametrize(
    "source",
    [
        'decision = models.ForeignKey("moderation.ModerationDecision", models.CASCADE)',
        'subpage_types = ["home.EditorialPage"]',
        'film = PageChooserBlock(page_type="videos.FilmPage")',
        '"""See projects.moderation.views."""',
        'reverse("comments:comment")',
        'render(request, "base.html")',
    ],
)
def test_what_frameworks_ask_for_is_left_out(source: str) -> None:
    assert not [name for name in names_in_python(source) if is_above(name.module, "projects.comments.views")]


@pytest.mark.parametrize(
    ("source", "is_seen"),
    [
        ("{% load i18n moderation_tags %}", True),
        ("{% url 'moderation:register' as address %}", True),
        ("{% if perms.moderation.view_sealedtext %}", True),
        ('{% include "moderation/includes/told_author.html" %}', True),
        ("{# moderation/includes/told_author.html #}", False),
        ('{% place "comment.tools" %}', False),
        ("{% load i18n ui comment_tags %}{% url 'comments:comment' 1 %}", False),
    ],
)
def test_every_way_to_name_is_seen_in_templates(source: str, is_seen: bool) -> None:
    above = [name for name in names_in_template(source) if is_above(name.module, "projects.comments")]
    assert bool(above) is is_seen
