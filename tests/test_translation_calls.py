"""Every string that is translated can be extracted."""

import pytest

from tests.catalogue import IGNORED, ROOT
from tests.translation_calls import Source, template_problems, unextractable


def test_every_call_of_the_sources_can_be_extracted() -> None:
    problems, found = unextractable(ROOT, IGNORED)
    assert not problems
    assert len(found) > 1000


@pytest.mark.parametrize(
    "code",
    [
        "from django.utils.translation import gettext as _\nf\"{_('Project')} 1\"",
        "from django.utils.translation import gettext_lazy\nf\"a {len(gettext_lazy('Project'))}\"",
        "from django.utils import translation\nf\"{translation.ngettext('one', 'many', 2)}\"",
        "from django.utils.translation import gettext as _\n_(f'Project {1}')",
        "from django.utils.translation import gettext as _\n_('Project {}'.format(1))",
        "from django.utils.translation import gettext as _\nname = 'Project'\n_(name)",
        "from django.utils.translation import ngettext as count\nname = 'many'\ncount('one', name, 2)",
        "from django.utils.translation import pgettext\npgettext('of a mail', 'one' + 'two')",
        "from django.utils.translation import gettext as _\n_()",
    ],
)
def test_a_call_that_makemessages_cannot_read_is_refused(code: str) -> None:
    (problem,) = Source(code, "here.py").problems
    assert problem.startswith(f"here.py:{len(code.splitlines())}: ")


def test_strings_are_found_under_any_name() -> None:
    code = """
from django.utils import translation
from django.utils.translation import gettext as _, ngettext as count, pgettext_lazy
_("long " "string") % {"name": 1}
count("one", "many", 2)
pgettext_lazy("of a mail", "Project")
translation.gettext("Plan")
f"{gettext(1)}"
"""
    source = Source(code, "here.py")
    assert source.problems == []
    assert set(source.found) == {
        (None, "long string"),
        (None, "one"),
        ("of a mail", "Project"),
        (None, "Plan"),
    }


def test_a_template_translates_no_variable() -> None:
    assert template_problems('{% translate "Project" %}\n{% trans name %}', "here.html") == [
        "here.html:2: a variable is not extracted. Translate it where its text stands."
    ]
    assert template_problems("{% translate 'Project' as name %}{{ name }}", "here.html") == []
