"""Draw who imports whom and the data model, from the code.

Run from the root of the project after a change of models or imports:

    python -m tools.diagrams

Each drawing is Mermaid text in `docs/architecture/`, followed by the same content in words.
"""

import inspect
import os
from graphlib import TopologicalSorter
from pathlib import Path

import django
import grimp
from django.apps import AppConfig, apps
from django.db.models import Field, Model

FOLDER = Path(__file__).parents[1] / "docs" / "architecture"
PACKAGES = ("home", "portal", "projects", "search", "videos")
MADE = "Made by `python -m tools.diagrams`: do not edit."
IMPORTS = f"""\
# Who imports whom

{MADE}

Each arrow leads from an app to one that it imports. The drawing leaves out an import if other arrows lead
there anyway; the list below has all of them.

"""
DATA_MODEL = f"""\
# The data model

{MADE}

One drawing for each app, with the fields of its own models. A model of another app bears the name of that
app. Fields that a model inherits from another table, such as the title of a page, are not repeated.

"""


def own_apps() -> list[AppConfig]:
    """Return the apps of this project, by name."""
    found = (app for app in apps.get_app_configs() if app.name.partition(".")[0] in PACKAGES)
    return sorted(found, key=lambda app: app.name)


def app_of(module: str, names: set[str]) -> str:
    """Return the innermost app that holds a module, or else the first two parts of its name."""
    parts = module.split(".")
    parents = [".".join(parts[:depth]) for depth in range(len(parts), 0, -1)]
    return next((parent for parent in parents if parent in names), ".".join(parts[:2]))


def imports_by_app() -> dict[str, set[str]]:
    """Return what each app imports directly, without what neither imports nor is imported."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    names = {app.name for app in own_apps()}
    imports: dict[str, set[str]] = {}
    for module in sorted(graph.modules):
        importer = app_of(module, names)
        imported = {app_of(other, names) for other in graph.find_modules_directly_imported_by(module)}
        imports.setdefault(importer, set()).update(imported - {importer})
    imported_somewhere = set().union(*imports.values())
    return {app: others for app, others in imports.items() if others or app in imported_somewhere}


def without_shortcuts(imports: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the imports that no longer way replaces.

    Raise `graphlib.CycleError` for a circle, which it names.
    """
    reached: dict[str, set[str]] = {}
    for app in TopologicalSorter(imports).static_order():
        reached[app] = imports[app].union(*(reached[other] for other in imports[app]))
    return {app: found - {far for near in found for far in reached[near]} for app, found in imports.items()}


def imports_page() -> str:
    """Return the page that shows who imports whom."""
    imports = imports_by_app()
    drawing = [
        "flowchart TD",
        "  accTitle: Who imports whom",
        "  accDescr: The same list stands below in words.",
    ]
    for app, others in without_shortcuts(imports).items():
        drawing += [f"  {app} --> {other}" for other in sorted(others)]
    words = [
        f"- `{app}` imports " + (", ".join(f"`{other}`" for other in sorted(others)) or "no other app")
        for app, others in imports.items()
    ]
    return IMPORTS + mermaid(drawing) + "\n".join(words) + "\n"


def data_model_page() -> str:
    """Return the page that shows the models of each app."""
    sections = []
    for app in own_apps():
        models = sorted(app.get_models(), key=lambda model: model.__name__)
        if models:
            sections.append(f"## {app.name}\n\n{app_drawing(app, models)}{app_words(models)}")
    return DATA_MODEL + "\n".join(sections)


def app_drawing(app: AppConfig, models: list[type[Model]]) -> str:
    """Return the drawing of an app: its models, their fields and what they point to."""
    drawing = [
        "erDiagram",
        f"  accTitle: The models of {app.name}",
        "  accDescr: The same models and relations stand below in words.",
    ]
    for model in models:
        fields = [f"    {type(field).__name__} {field.name}" for field in values(model)]
        drawing += [f"  {model.__name__} {{", *fields, "  }"] if fields else [f"  {model.__name__}"]
    for model in models:
        for field, related in relations(model):
            target = display_name(related, app.label)
            drawing.append(f'  {model.__name__} {ends(field)} "{target}" : {field.name}')
    return mermaid(drawing)


def app_words(models: list[type[Model]]) -> str:
    """Return what the drawing of an app shows, as a list."""
    lines = []
    for model in models:
        summary = inspect.getdoc(model) or ""
        summary = "" if summary.startswith(f"{model.__name__}(") else summary.partition("\n\n")[0]
        lines.append(f"- **{model.__name__}**. {' '.join(summary.split())}".rstrip())
        names = ", ".join(f"`{field.name}`" for field in values(model))
        lines += [f"  - Fields: {names}."] if names else []
        for field, related in relations(model):
            target = display_name(related, model._meta.app_label)
            lines.append(f"  - `{field.name}`: {kind_of(field)} {target}.")
    return "\n".join(lines) + "\n"


def values(model: type[Model]) -> list[Field]:
    """Return the fields of a model that hold a value of its own."""
    return [field for field in model._meta.local_fields if not field.is_relation and not field.primary_key]


def relations(model: type[Model]) -> list[tuple[Field, type[Model]]]:
    """Return the fields of a model that point to another, with that model.

    Leave out the link to the table that it inherits from.
    """
    return [
        (field, field.related_model)
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.related_model and not getattr(field.remote_field, "parent_link", False)
    ]


def ends(field: Field) -> str:
    """Return the two ends of a relation as Mermaid writes them."""
    if field.many_to_many:
        return "}o--o{"
    near = "|o" if field.one_to_one else "}o"
    return f"{near}--{'o|' if field.null else '||'}"


def kind_of(field: Field) -> str:
    """Return a relation in words."""
    if field.many_to_many:
        return "any number of"
    return ("none or one " if field.null else "one ") + ("of its own, " if field.one_to_one else "") + "of"


def display_name(model: type[Model], app_label: str) -> str:
    """Return the name of a model, after its app if that is another one."""
    return model.__name__ if model._meta.app_label == app_label else model._meta.label


def mermaid(lines: list[str]) -> str:
    """Return a drawing as a block of Markdown."""
    return "```mermaid\n" + "\n".join(lines) + "\n```\n\n"


def pages() -> dict[Path, str]:
    """Return the text of each page."""
    return {FOLDER / "imports.md": imports_page(), FOLDER / "data-model.md": data_model_page()}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
