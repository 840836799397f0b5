"""Buttons written without a template say what Wagtail's template says."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from wagtail.admin.widgets.button import Button, ButtonWithDropdown, HeaderButton

HOSTILE = '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    "button",
    [
        Button("Modifier", url="/gestion/?a=1&b=2", icon_name="edit", attrs={"rel": "noreferrer"}),
        Button("Fermer", classname="button", attrs={"aria-label": "L’un & l’autre", "disabled": True}),
        HeaderButton("Ajouter", url="/gestion/", icon_name="plus", icon_only=True),
        Button(HOSTILE, url=f"/{HOSTILE}", classname=HOSTILE, icon_name=HOSTILE, attrs={"title": HOSTILE}),
    ],
)
def test_a_button_is_what_the_template_writes(button: Button) -> None:
    template = render_to_string("wagtailadmin/shared/button.html", {"button": button})
    ours, theirs = (
        [
            (
                tag.name,
                {name: str(value) for name, value in sorted(tag.attrs.items())},
                tag.get_text(strip=True),
            )
            for tag in BeautifulSoup(html, "html.parser").find_all(True)
        ]
        for html in (button.render_html({}), template)
    )
    assert [row[0] for row in ours] == [row[0] for row in theirs]
    assert [row[2] for row in ours] == [row[2] for row in theirs]
    assert [row[1] | {"class": ""} for row in ours] == [row[1] | {"class": ""} for row in theirs]


def test_a_button_with_a_template_of_its_own_keeps_it() -> None:
    menu = ButtonWithDropdown("Plus", buttons=[Button("Modifier", url="/gestion/")])
    assert "data-w-dropdown-target" in menu.render_html({})
