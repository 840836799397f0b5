"""Personal data that notifications hold, and its erasure."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.personal_data import Column, PersonalData, register_personal_data
from portal.common.retention import register_purge

from .enums import Category, FollowKind, Frequency
from .kinds.base import KINDS
from .models import Follow, MailSettings, Notification, Preference


def erase_follows_of(user: User) -> None:
    """Erase what this person followed, and the follows of this person by others."""
    Follow.objects.filter(Q(agent=user) | Q(person=user)).delete()


def erase_notifications_of(user: User) -> None:
    """Erase the notifications of this person."""
    Notification.objects.filter(recipient=user).delete()


def erase_settings_of(user: User) -> None:
    """Erase the mail settings of this person."""
    Preference.objects.filter(agent=user).delete()
    MailSettings.objects.filter(agent=user).delete()


def erase_notifications(before: datetime.datetime) -> int:
    """Erase notifications made before this moment."""
    count, _by_model = Notification.objects.filter(created_at__lt=before).delete()
    return count


FOLLOWS = PersonalData(
    key="follows",
    title=_("What you follow"),
    why=_("Actions, conversations, themes, colleagues and searches of which you want news."),
    held=lambda user: Follow.objects.filter(agent=user).order_by("created_at", "pk"),
    columns=(
        Column("kind", _("what"), "kind", dict(FollowKind.choices)),
        Column("page", _("page"), "page__title"),
        Column("theme", _("theme"), "theme__title"),
        Column("person", _("colleague"), "person_id"),
        Column("search", _("search"), "search__name"),
        Column("since", _("since"), "created_at"),
        Column("stopped_at", _("stopped"), "stopped_at"),
    ),
    relations=("notifications.Follow.agent", "notifications.Follow.person"),
    anonymise=erase_follows_of,
)
NOTIFICATIONS = PersonalData(
    key="notifications",
    title=_("Your notifications"),
    why=_("Your notifications, whether you have read them, and when a mail repeated them."),
    held=lambda user: Notification.objects.filter(recipient=user).order_by("created_at", "pk"),
    columns=(
        Column("kind", _("what"), "kind", KINDS),
        Column("page", _("page"), "page__title"),
        Column("notified_at", _("notified"), "created_at"),
        Column("read_at", _("read"), "read_at"),
        Column("mailed_at", _("sent by mail"), "mailed_at"),
    ),
    relations=("notifications.Notification.recipient",),
    anonymise=erase_notifications_of,
)
MAIL_FREQUENCIES = PersonalData(
    key="mail_frequencies",
    title=_("How often you want mail"),
    why=_("What you chose for each kind of news."),
    held=lambda user: Preference.objects.filter(agent=user).order_by("category"),
    columns=(
        Column("category", _("category"), "category", dict(Category.choices)),
        Column("frequency", _("frequency"), "frequency", dict(Frequency.choices)),
    ),
    relations=("notifications.Preference.agent",),
    anonymise=erase_settings_of,
)
MAIL_HOURS = PersonalData(
    key="mail_hours",
    title=_("When you want mail"),
    why=_("The hours and days that you chose."),
    held=lambda user: MailSettings.objects.filter(agent=user),
    columns=(
        Column("quiet_from", _("no mail from"), "quiet_from"),
        Column("quiet_until", _("until"), "quiet_until"),
        Column("working_days_only", _("on working days only"), "working_days_only"),
    ),
    relations=("notifications.MailSettings.agent",),
)


def register() -> None:
    """Register the personal data of notifications, and their purge."""
    register_personal_data(FOLLOWS, NOTIFICATIONS, MAIL_FREQUENCIES, MAIL_HOURS, order=25)
    register_purge("notifications", erase_notifications, what=_("Notifications, read or not"))
