"""Who uses the portal, and for which public body and service they work."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .enums import MailKind, Purpose
from .sessions import Session

__all__ = ["ADMINISTRATORS", "AccountMail", "Organisation", "Service", "Session", "SignInFailure", "User"]

# The group, made by a migration, whose members manage accounts and everything else.
ADMINISTRATORS = "Administrators"


class Organisation(models.Model):
    """A public body that shares the plan: the city, the agglomeration, the social-action centre."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("slug"), unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """A department; several organisations may share one."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("slug"), unique=True)
    acronym = models.CharField(_("acronym"), max_length=20, blank=True)
    description = models.TextField(_("description"), blank=True)
    organisations = models.ManyToManyField(
        Organisation, related_name="services", verbose_name=_("organisations")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an address is compared without regard to case."""

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
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("organisation")
    )
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, verbose_name=_("service"))
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        ordering = ["last_name", "first_name"]
        verbose_name = _("agent")
        verbose_name_plural = _("agents")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_ci")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name

    @cached_property
    def is_administrator(self) -> bool:
        """Whether every screen is open to them. Comes with the signed-in agent (`AgentBackend`)."""
        return self.is_superuser or self.groups.filter(name=ADMINISTRATORS).exists()

    @cached_property
    def may_report_progress(self) -> bool:
        """Whether they hold the right to report progress. Comes with the signed-in agent too."""
        return self.has_perm("projects.add_progressentry")

    @property
    def initials(self) -> str:
        """Two letters at most, for the avatar drawn beside a name."""
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()


class SignInFailure(models.Model):
    """A try that counts against a limit (`lockout`): nothing says which address was typed."""

    purpose = models.CharField(max_length=20, choices=Purpose)
    account_key = models.CharField(max_length=64)
    address = models.CharField(max_length=50)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["account_key", "at"], name="failure_by_account"),
            models.Index(fields=["address", "at"], name="failure_by_address"),
            models.Index(fields=["at"], name="failure_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d %H:%M}"


class AccountMail(models.Model):
    """A mail to write and send (`mail`): asking for one takes the same time whoever has the address."""

    kind = models.CharField(max_length=30, choices=MailKind)
    email = models.EmailField()
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.kind} → {self.email}"
