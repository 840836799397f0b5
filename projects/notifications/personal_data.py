"""Personal data that notifications hold, and its erasure."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, Held, PersonalData, register_personal_data
from portal.common.retention import register_purge, rows_before

from .kinds.base import KINDS
from .models import Follow, MailSettings, Notification, Preference

register_personal_data(
    PersonalData(
        key="follows",
        title=_("What you follow"),
        why=_("Actions, conversations, themes, colleagues and searches of which you want news."),
        held=Held(Follow, "agent", "created_at"),
        columns=(
            "kind",
            "page__title",
            Column("theme", _("theme"), "theme__title"),
            Column("person", _("colleague")),
            Column("search", _("search"), "search__name"),
            Column("since", _("since"), "created_at"),
            Column("stopped_at", _("stopped")),
        ),
        erased=True,
        anonymise=lambda user: Follow.objects.filter(person=user).delete(),  # by others
        other_relations=("notifications.Follow.person",),
    ),
    PersonalData(
        key="notifications",
        title=_("Your notifications"),
        why=_("Your notifications, whether you have read them, and when a mail repeated them."),
        held=Held(Notification, "recipient", "created_at"),
        columns=(
            Column("kind", _("what"), choices=KINDS),
            "page__title",
            Column("notified_at", _("notified"), "created_at"),
            Column("read_at", _("read")),
            Column("mailed_at", _("sent by mail")),
        ),
        erased=True,
    ),
    PersonalData(
        key="mail_frequencies",
        title=_("How often you want mail"),
        why=_("What you chose for each kind of news."),
        held=Held(Preference, "agent", "category"),
        columns=("category", "frequency"),
        erased=True,
    ),
    PersonalData(
        key="mail_hours",
        title=_("When you want mail"),
        why=_("The hours and days that you chose."),
        held=Held(MailSettings, "agent"),
        columns=("quiet_from", "quiet_until", "working_days_only"),
        erased=True,
    ),
    order=25,
)
register_purge("notifications", rows_before(Notification, "created_at"), what=_("Notifications, read or not"))
