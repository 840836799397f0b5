"""The body of a page, and the milestones and indicators of an action."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    DateBlock,
    DecimalBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    StructValue,
    TextBlock,
)

from portal.common.blocks import (
    TEXT_FEATURES,
    CalloutBlock,
    CallToActionBlock,
    DocumentBlock,
    ExternalContentBlock,
    IllustrationBlock,
    KeyFiguresBlock,
    QuoteBlock,
    TimelineBlock,
)

from .charts import draw_indicator
from .enums import IndicatorDirection


class MilestoneBlock(StructBlock):
    """A milestone of an action."""

    date = DateBlock(label=_("date"))
    label = CharBlock(label=_("milestone"), max_length=200)
    done = BooleanBlock(label=_("done"), required=False)
    note = TextBlock(label=_("note"), required=False, help_text=_("What readers should know about it."))

    class Meta:
        icon = "calendar-check"
        label = _("Milestone")


class MilestonesBlock(StreamBlock):
    """The milestones of an action."""

    milestone = MilestoneBlock()


class MeasurementBlock(StructBlock):
    """One measurement of an indicator."""

    date = DateBlock(label=_("date"))
    value = DecimalBlock(label=_("value"), max_digits=12, decimal_places=2)


class IndicatorValue(StructValue):
    """An indicator with its measurements in order of date."""

    @cached_property
    def measurements_by_date(self) -> list[Any]:
        return sorted(self["measurements"], key=lambda measurement: measurement["date"])

    @property
    def latest(self) -> Any | None:
        return self.measurements_by_date[-1] if self.measurements_by_date else None

    @property
    def reached(self) -> bool:
        """True if the latest measurement meets the target, in the better direction."""
        if self.latest is None:
            return False
        if self["direction"] == IndicatorDirection.UP:
            return bool(self.latest["value"] >= self["target"])
        return bool(self.latest["value"] <= self["target"])

    @property
    def chart(self) -> SafeString:
        """The chart of the measurements."""
        return draw_indicator(self)


class IndicatorBlock(StructBlock):
    """An indicator with its target and measurements."""

    label = CharBlock(label=_("what is measured"), max_length=200)
    unit = CharBlock(label=_("unit"), max_length=40, required=False)
    direction = ChoiceBlock(label=_("direction"), choices=IndicatorDirection.choices)
    target = DecimalBlock(label=_("target"), max_digits=12, decimal_places=2)
    measurements = ListBlock(MeasurementBlock(), label=_("measurements"), min_num=0, default=[])

    class Meta:
        icon = "history"
        label = _("Indicator")
        value_class = IndicatorValue


class IndicatorsBlock(StreamBlock):
    """The indicators of an action."""

    indicator = IndicatorBlock()


class FilmBlock(StructBlock):
    """A film of the portal."""

    film = PageChooserBlock(label=_("film"), page_type="videos.FilmPage")

    class Meta:
        icon = "media"
        label = _("Film")
        template = "blocks/film.html"


class ActionListBlock(StructBlock):
    """Actions that an editor chose."""

    title = CharBlock(label=_("title"), required=False, max_length=120)
    actions = ListBlock(PageChooserBlock(page_type="projects.ActionPage"), label=_("actions"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("List of actions")
        template = "blocks/action_list.html"


class ContentBlock(StreamBlock):
    """The body of a page."""

    text = RichTextBlock(label=_("Text"), features=TEXT_FEATURES, template="blocks/text.html")
    key_figures = KeyFiguresBlock()
    timeline = TimelineBlock()
    quote = QuoteBlock()
    illustration = IllustrationBlock()
    film = FilmBlock()
    action_list = ActionListBlock()
    document = DocumentBlock()
    call_to_action = CallToActionBlock()
    callout = CalloutBlock()
    external_content = ExternalContentBlock()
