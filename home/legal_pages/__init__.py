"""Model texts of the pages that the law asks for, and of the help page, in French.

Each YAML file beside this module is one page. What depends on the organisation stands in square brackets,
[à compléter : …], which pages show marked until an editor writes it.
"""

import re
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from home.models import EditorialPage, HomePage
from portal.accounts.models import User

FOLDER = Path(__file__).parent
TO_COMPLETE = re.compile(r"\[à compléter(?=\s*:)")
FICTITIOUS = "[contenu de démonstration"


@transaction.atomic
def make_legal_pages(
    home: HomePage, *, publish: bool, editor: User | None = None, demonstration: bool = False
) -> list[EditorialPage]:
    """Add the pages that are missing under the home page, by their address. Return those.

    A page that exists is never touched, whatever editors made of it. In a demonstration, what is to be
    completed is said to be invented.
    """
    existing = set(home.get_children().values_list("slug", flat=True))
    made = []
    for path in sorted(FOLDER.glob("*.yaml")):
        text = path.read_text()
        content = yaml.safe_load(TO_COMPLETE.sub(FICTITIOUS, text) if demonstration else text)
        if content["adresse"] not in existing:
            made.append(_add(home, content, publish=publish, editor=editor))
    return made


def _add(home: HomePage, content: dict[str, Any], *, publish: bool, editor: User | None) -> EditorialPage:
    block = EditorialPage._meta.get_field("body").stream_block
    rows = [{"type": name, "value": value} for part in content["corps"] for name, value in part.items()]
    page = EditorialPage(
        title=content["titre"],
        slug=content["adresse"],
        summary=content["resume"],
        body=block.clean(block.to_python(rows)),
        show_in_menus=True,
        live=False,
        owner=editor,
    )
    home.add_child(instance=page)
    revision = page.save_revision(user=editor, changed=True)
    if publish:
        revision.publish(user=editor, skip_permission_checks=True)
    return page
