"""Agents' accounts, and the public bodies and services that agents work for."""

import datetime
from collections.abc import Iterable
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Permission, PermissionsMixin
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.common.collation import FRENCH
from portal.common.matching import refuse_twin
from portal.fragments.querysets import ContentQuerySet

from .enums import RoleName

NAME_LENGTH = 80  # characters of a first or last name


class Organisation(models.Model):
    """A public body that shares the plan: the city, the agglomeration, the social-action centre."""

    name = models.CharField(_("name"), max_length=120, unique=True, db_collation=FRENCH)
    slug = models.SlugField(_("slug"), unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse the name of another organisation, as readers compare."""
        refuse_twin(self, "name", Organisation.objects.all())


class Service(models.Model):
    """A department; several organisations may share one."""

    name = models.CharField(_("name"), max_length=120, unique=True, db_collation=FRENCH)
    slug = models.SlugField(_("slug"), unique=True)
    acronym = models.CharField(_("acronym"), max_length=20, blank=True)
    description = models.TextField(_("description"), blank=True)
    organisations = models.ManyToManyField(
        Organisation, related_name="services", verbose_name=_("organisations")
    )
    manager = models.ForeignKey(
        "accounts.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="managed_services",
        verbose_name=_("manager"),
        help_text=_("Told or asked when an agent of the service volunteers, if the project says so."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse the name of another service, as readers compare."""
        refuse_twin(self, "name", Service.objects.all())


class UserQuerySet(ContentQuerySet):
    """Querysets of accounts, which keep `deactivated_at` true when they close or open accounts."""

    def departed_before(self, moment: datetime.datetime) -> Self:
        """Return accounts closed before this moment that are not pseudonymised yet."""
        return self.filter(deactivated_at__lt=moment, pseudonymised_at__isnull=True)

    def update(self, **values: Any) -> int:
        if values.get("is_active") is True:
            values["deactivated_at"] = None
        elif values.get("is_active") is False:
            values["deactivated_at"] = Coalesce("deactivated_at", models.Value(timezone.now()))
        return super().update(**values)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Make accounts. Addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """An agent's account. The e-mail address is the login."""

    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=NAME_LENGTH, db_collation=FRENCH)
    last_name = models.CharField(_("last name"), max_length=NAME_LENGTH, db_collation=FRENCH)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("organisation")
    )
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, verbose_name=_("service"))
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now, editable=False)
    binding_allowed = models.BooleanField(
        _("may be linked to the directory"),
        default=False,
        help_text=_(
            "The next person who comes from the directory with this e-mail address gets this account. Tick "
            "it once you know who they are; it unticks itself."
        ),
    )
    deactivated_at = models.DateTimeField(_("closed on"), null=True, blank=True, editable=False)
    pseudonymised_at = models.DateTimeField(_("pseudonymised on"), null=True, blank=True, editable=False)
    forget_texts = models.BooleanField(
        _("remove their texts after departure"),
        default=False,
        help_text=_(
            "At the agent’s request. A mention replaces the text of each comment, and the answers of others "
            "stay."
        ),
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        ordering = ["last_name", "first_name"]
        verbose_name = _("agent")
        verbose_name_plural = _("agents")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_ci"),
            models.CheckConstraint(
                condition=models.Q(is_active=True, deactivated_at__isnull=True)
                | models.Q(is_active=False, deactivated_at__isnull=False),
                name="accounts_user_closed_since",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Set `deactivated_at` when the account is closed, and clear it when it is opened again."""
        if self.is_active:
            self.deactivated_at = None
        elif self.deactivated_at is None:
            self.deactivated_at = timezone.now()
        if update_fields is not None and "is_active" in update_fields:
            update_fields = {*update_fields, "deactivated_at"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name

    @cached_property
    def is_administrator(self) -> bool:
        """Return True if every screen is open to this agent."""
        return self.is_superuser or self.groups.filter(name=RoleName.ADMINISTRATORS).exists()

    @cached_property
    def uses_admin(self) -> bool:
        """Return True if the management site is open to this agent."""
        opening = Permission.objects.filter(
            content_type__app_label="wagtailadmin", codename="access_admin", group__user=self
        )
        return self.is_superuser or opening.order_by().exists()

    @property
    def initials(self) -> str:
        """At most two letters, for the avatar beside a name; empty for a departed agent."""
        if self.pseudonymised_at is not None:
            return ""
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()
