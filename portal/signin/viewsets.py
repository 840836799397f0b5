"""Wagtail screens for the rules of the directory."""

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from portal.accounts.rights import user_can_give_groups
from portal.common.viewsets import SettingsViewSet

from .directory.models import DirectoryRule


class DirectoryRuleForm(WagtailAdminModelForm):
    """Accept a rule that gives a group only from a person who may give that group."""

    def clean_group(self) -> Group | None:
        group: Group | None = self.cleaned_data["group"]
        if group and not user_can_give_groups(self.for_user, [group]):
            raise ValidationError(_("This group has rights that you do not have: you cannot give it."))
        return group


class DirectoryRuleViewSet(SettingsViewSet):
    """The screens of the rules that the directory applies to accounts."""

    model = DirectoryRule
    icon = "link"
    menu_label = gettext_lazy("Directory rules")
    menu_order = 612
    form_fields = ["source", "attribute", "value", "organisation", "service", "group"]
    list_display = ["attribute", "value", "target", "source"]
    list_filter = ["source", "organisation", "service", "group"]
    search_fields = ["attribute", "value"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return modelform_factory(DirectoryRule, form=DirectoryRuleForm, fields=self.form_fields)
