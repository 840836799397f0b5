"""Links between accounts and the directory, and the rules that the directory's data go through."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import Source

TARGETS = ("organisation", "service", "group")


class Identity(models.Model):
    """The person of a directory who owns an account. It stays the same when names and addresses change."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="identities")
    # The address of the OpenID provider, or "ldap"; then its `sub`, or the entry's permanent identifier.
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    bound = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="signin_identity_person"),
            models.UniqueConstraint(fields=["user", "issuer"], name="signin_identity_one_per_directory"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.issuer})"


class ProviderSession(models.Model):
    """A session opened through the OpenID provider, which the provider can end."""

    identity = models.ForeignKey(Identity, models.CASCADE, related_name="sessions")
    sid = models.CharField(max_length=255)
    session_key = models.CharField(max_length=40, unique=True)
    opened = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.sid} ({self.identity})"


class SpentLogoutToken(models.Model):
    """A logout token that was obeyed. It is refused if it comes again."""

    jti = models.CharField(max_length=255, unique=True)
    received = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.jti


class DirectoryRule(models.Model):
    """Place people with this value of this attribute in an organisation, a service or a group."""

    source = models.CharField(_("comes from"), max_length=10, choices=Source)
    attribute = models.CharField(
        _("attribute or claim"),
        max_length=120,
        help_text=_("Its exact name, for instance “siret”, “organizational_unit”, “memberOf”."),
    )
    value = models.CharField(
        _("value"),
        max_length=500,
        help_text=_(
            "The whole value, for instance the full name (DN) of a group; capital and small letters are the "
            "same. An asterisk (*) alone stands for any value."
        ),
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", models.CASCADE, null=True, blank=True, verbose_name=_("organisation")
    )
    service = models.ForeignKey(
        "accounts.Service", models.CASCADE, null=True, blank=True, verbose_name=_("service")
    )
    group = models.ForeignKey("auth.Group", models.CASCADE, null=True, blank=True, verbose_name=_("group"))

    class Meta:
        ordering = ["source", "attribute", "pk"]
        verbose_name = _("directory rule")
        verbose_name_plural = _("directory rules")
        constraints = [
            models.CheckConstraint(
                name="signin_directoryrule_one_target",
                condition=(
                    Q(organisation__isnull=False, service__isnull=True, group__isnull=True)
                    | Q(organisation__isnull=True, service__isnull=False, group__isnull=True)
                    | Q(organisation__isnull=True, service__isnull=True, group__isnull=False)
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.attribute} = {self.value} → {self.target}"

    @property
    def target(self) -> models.Model | None:
        return self.organisation or self.service or self.group

    def clean(self) -> None:
        if sum(getattr(self, f"{name}_id") is not None for name in TARGETS) != 1:
            raise ValidationError(_("Choose one target: an organisation, a service or a group."))
