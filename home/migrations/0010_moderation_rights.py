"""Moderators work in the administration; Communication writes the charter; the committee reads sealed texts."""

import wagtail.fields
from django.contrib.auth.management import create_permissions
from django.db import migrations

RIGHTS = {
    "Moderators": ["wagtailadmin.access_admin"],
    "Communication": [f"participation.{action}_charterrule" for action in ("add", "change", "view")],
    "Administrators": [f"participation.{action}_charterrule" for action in ("add", "change", "view")],
    "Steering committee": ["participation.view_sealedtext"],
}


def grant(apps, schema_editor):
    app_config = apps.get_app_config("participation")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    for group, permission in _named(apps):
        group.permissions.add(permission)


def withdraw(apps, schema_editor):
    for group, permission in _named(apps):
        group.permissions.remove(permission)


def _named(apps):
    Permission = apps.get_model("auth", "Permission")
    for name, codes in RIGHTS.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            for code in codes:
                label, codename = code.split(".")
                yield group, Permission.objects.get(content_type__app_label=label, codename=codename)


class Migration(migrations.Migration):
    dependencies = [("home", "0009_search_rights"), ("participation", "0008_register_only_grows")]
    operations = [
        migrations.AlterField(
            model_name='editorialpage',
            name='body',
            field=wagtail.fields.StreamField([('text', 0), ('key_figures', 5), ('timeline', 12), ('quote', 15), ('illustration', 18), ('film', 20), ('action_list', 24), ('document', 27), ('call_to_action', 31), ('callout', 33), ('external_content', 35), ('retention_periods', 36), ('charter_rules', 37)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'ul', 'ol', 'link', 'document-link', 'hr'], 'label': 'Text', 'template': 'blocks/text.html'}), 1: ('wagtail.blocks.CharBlock', (), {'help_text': 'As readers see it: 1 650, 45 %, 29 209 €', 'label': 'figure', 'max_length': 20}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'what it counts', 'max_length': 120}), 3: ('wagtail.blocks.StructBlock', [[('value', 1), ('label', 2)]], {}), 4: ('wagtail.blocks.ListBlock', (3,), {'label': 'figures', 'min_num': 1}), 5: ('wagtail.blocks.StructBlock', [[('figures', 4)]], {}), 6: ('wagtail.blocks.TextBlock', (), {'label': 'introduction', 'required': False}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 120}), 8: ('wagtail.blocks.CharBlock', (), {'help_text': 'As readers see it: December 2014 – July 2015', 'label': 'period', 'max_length': 60}), 9: ('wagtail.blocks.TextBlock', (), {'label': 'text', 'required': False}), 10: ('wagtail.blocks.StructBlock', [[('title', 7), ('period', 8), ('text', 9)]], {}), 11: ('wagtail.blocks.ListBlock', (10,), {'label': 'steps', 'min_num': 1}), 12: ('wagtail.blocks.StructBlock', [[('introduction', 6), ('steps', 11)]], {}), 13: ('wagtail.blocks.TextBlock', (), {'label': 'quote'}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'max_length': 120, 'required': False}), 15: ('wagtail.blocks.StructBlock', [[('text', 13), ('author', 14)]], {}), 16: ('wagtail.images.blocks.ImageChooserBlock', (), {'help_text': 'Its text alternative is written once, with the image.', 'label': 'image'}), 17: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 250, 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('image', 16), ('caption', 17)]], {}), 19: ('wagtail.blocks.PageChooserBlock', (), {'label': 'film', 'page_type': ['videos.FilmPage']}), 20: ('wagtail.blocks.StructBlock', [[('film', 19)]], {}), 21: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 120, 'required': False}), 22: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['projects.ActionPage']}), 23: ('wagtail.blocks.ListBlock', (22,), {'label': 'actions', 'min_num': 1}), 24: ('wagtail.blocks.StructBlock', [[('title', 21), ('actions', 23)]], {}), 25: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'document'}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'description', 'max_length': 250, 'required': False}), 27: ('wagtail.blocks.StructBlock', [[('document', 25), ('description', 26)]], {}), 28: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 29: ('wagtail.blocks.CharBlock', (), {'label': 'button label', 'max_length': 60}), 30: ('wagtail.blocks.PageChooserBlock', (), {'label': 'page'}), 31: ('wagtail.blocks.StructBlock', [[('text', 28), ('button', 29), ('page', 30)]], {}), 32: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ul', 'link'], 'label': 'text'}), 33: ('wagtail.blocks.StructBlock', [[('title', 21), ('text', 32)]], {}), 34: ('wagtail.blocks.URLBlock', (), {'help_text': 'An https:// address on one of the external sites that the administration lists.', 'label': 'address'}), 35: ('wagtail.blocks.StructBlock', [[('title', 7), ('address', 34)]], {}), 36: ('home.blocks.RetentionPeriodsBlock', (), {}), 37: ('home.blocks.CharterRulesBlock', (), {})}, verbose_name='body'),
        ),
        migrations.RunPython(grant, withdraw),
    ]
