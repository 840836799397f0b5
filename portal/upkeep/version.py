"""What version of the portal this is."""

import platform
import subprocess
import tomllib

import django
import wagtail
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Migration = tuple[str, str]  # its app and its name


def portal_version() -> str:
    """Return the version of the portal, with the commit where there is a clone."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    if not (settings.BASE_DIR / ".git").exists():
        return str(project["version"])
    try:
        command = ["git", "describe", "--always", "--dirty", "--tags"]
        said = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return str(project["version"])
    return (
        f"{project['version']} ({said.stdout.strip()})" if said.returncode == 0 else str(project["version"])
    )


def versions() -> dict[str, str]:
    """Return the versions of what runs the portal."""
    return {
        "portal": portal_version(),
        "django": django.get_version(),
        "wagtail": wagtail.__version__,
        "python": platform.python_version(),
    }


def applied_migrations() -> list[Migration]:
    """Return the migrations that the database has."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def unknown_migrations(applied: list[Migration]) -> list[Migration]:
    """Return those of these migrations that this version of the portal does not have: it is older."""
    loader = MigrationLoader(None)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    installed = loader.migrated_apps
    return [
        (app, name)
        for app, name in applied
        if app in installed and (app, name) not in loader.disk_migrations and (app, name) not in replaced
    ]


def waiting_migrations() -> list[Migration]:
    """Return the migrations that the database lacks."""
    loader = MigrationLoader(connection)
    return [key for key in loader.graph.nodes if key not in loader.applied_migrations]


def half_noted() -> list[str]:
    """Return the apps of which a migration was made, and killed before it was noted.

    Django notes a migration after its transaction, one row for each migration that a squashed one replaces.
    """
    loader = MigrationLoader(None)
    applied = set(MigrationRecorder(connection).applied_migrations())
    noted = {app for app, _name in applied}
    tables = set(connection.introspection.table_names())
    unnoted = {
        model._meta.app_label
        for model in apps.get_models()
        if model._meta.managed and model._meta.db_table in tables
        if model._meta.app_label in loader.migrated_apps - noted
    }
    partly = {
        app
        for (app, name), migration in loader.disk_migrations.items()
        if migration.replaces and (app, name) not in applied
        if 0 < len(applied.intersection(migration.replaces)) < len(migration.replaces)
    }
    return sorted(unnoted | partly)
