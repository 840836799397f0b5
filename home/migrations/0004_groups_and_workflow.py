"""The groups of the portal with their permissions, and the workflow that submits pages to Communication.

docs/roles.md tells people the same; tests/admin/test_groups.py holds the two together.
"""

from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations

PLAN_MODELS = ("axis", "theme", "tag")
PAGE_ACTIONS = ("add", "change", "publish", "lock", "unlock")

# Model permissions, by group. Page and collection permissions follow below.
READS_THE_PLAN = ["wagtailadmin.access_admin", "projects.view_actionpage", "projects.view_progressentry"]
MODEL_PERMISSIONS = {
    "Agents": [],
    "Action leads": ["projects.add_progressentry"],
    "Communication": [
        *READS_THE_PLAN,
        *(
            f"projects.{action}_{model}"
            for model in PLAN_MODELS
            for action in ("add", "change", "delete", "view")
        ),
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
    ],
    "Moderators": [
        "participation.view_comment",
        "participation.view_commentversion",
        "participation.add_moderationdecision",
        "participation.change_moderationdecision",
        "participation.view_moderationdecision",
    ],
    "Steering committee": READS_THE_PLAN,
}
# Administrators hold every permission of these apps.
ADMINISTERED_APPS = (
    "accounts", "auth", "home", "media", "newsletters", "participation", "projects", "videos",
    "taggit", "wagtailadmin", "wagtailcore", "wagtaildocs", "wagtailimages", "wagtailredirects",
)  # fmt: skip
PAGE_PERMISSIONS = {"Communication": PAGE_ACTIONS, "Administrators": (*PAGE_ACTIONS, "bulk_delete")}
COLLECTION_PERMISSIONS = {
    f"{app}.{action}_{model}"
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for action in ("add", "change", "choose")
}
WORKFLOW = "Relecture par la communication"


def set_up(apps, schema_editor):
    make_permissions(apps)
    Group = apps.get_model("auth", "Group")
    discard_default_groups(apps)
    groups = {
        name: Group.objects.get_or_create(name=name)[0] for name in (*MODEL_PERMISSIONS, "Administrators")
    }
    give_model_permissions(apps, groups)
    give_page_permissions(apps, groups)
    give_collection_permissions(apps, groups)
    set_up_workflow(apps, groups["Communication"])


def make_permissions(apps):
    """Django makes permissions after the last migration; the groups need them now."""
    for label in ADMINISTERED_APPS:
        app_config = apps.get_app_config(label)
        app_config.models_module = True
        create_permissions(app_config, apps=apps, verbosity=0)
        app_config.models_module = None


def permission(apps, code):
    label, codename = code.split(".")
    return apps.get_model("auth", "Permission").objects.get(content_type__app_label=label, codename=codename)


def discard_default_groups(apps):
    """Wagtail's own two groups: 'Editors' goes, 'Moderators' keeps its members and loses its rights."""
    Group = apps.get_model("auth", "Group")
    Group.objects.filter(name="Editors").delete()
    for group in Group.objects.filter(name="Moderators"):
        group.permissions.clear()
        apps.get_model("wagtailcore", "GroupPagePermission").objects.filter(group=group).delete()
        apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(group=group).delete()


def give_model_permissions(apps, groups):
    for name, codes in MODEL_PERMISSIONS.items():
        groups[name].permissions.set([permission(apps, code) for code in codes])
    Permission = apps.get_model("auth", "Permission")
    groups["Administrators"].permissions.set(
        Permission.objects.filter(content_type__app_label__in=ADMINISTERED_APPS)
    )


def give_page_permissions(apps, groups):
    """Communication works under the portal's home page; administrators under the root of all sites."""
    Page = apps.get_model("wagtailcore", "Page")
    home = apps.get_model("wagtailcore", "Site").objects.get(is_default_site=True).root_page
    places = {"Communication": home, "Administrators": Page.objects.get(depth=1)}
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    for name, actions in PAGE_PERMISSIONS.items():
        for action in actions:
            GroupPagePermission.objects.get_or_create(
                group=groups[name],
                page=places[name],
                permission=permission(apps, f"wagtailcore.{action}_page"),
            )


def give_collection_permissions(apps, groups):
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    management = {f"wagtailcore.{action}_collection" for action in ("add", "change", "delete")}
    for name, codes in {
        "Communication": COLLECTION_PERMISSIONS,
        "Administrators": COLLECTION_PERMISSIONS | management,
    }.items():
        for code in sorted(codes):
            GroupCollectionPermission.objects.get_or_create(
                group=groups[name], collection=root, permission=permission(apps, code)
            )


def set_up_workflow(apps, communication):
    """Turn Wagtail's 'Moderators approval' into one reading by Communication, on every page."""
    Task = apps.get_model("wagtailcore", "GroupApprovalTask")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Workflow = apps.get_model("wagtailcore", "Workflow")

    content_type, _ = ContentType.objects.get_or_create(app_label="wagtailcore", model="groupapprovaltask")
    task = Task.objects.filter(name="Moderators approval").first() or Task(content_type=content_type)
    task.name, task.active = WORKFLOW, True
    task.save()
    task.groups.set([communication])
    workflow = Workflow.objects.filter(name="Moderators approval").first() or Workflow()
    workflow.name, workflow.active = WORKFLOW, True
    workflow.save()
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})


def take_down(apps, schema_editor):
    """Remove what holds rights; the groups of accounts go with it, except Wagtail's 'Moderators'."""
    Group = apps.get_model("auth", "Group")
    Group.objects.filter(name__in=[*MODEL_PERMISSIONS, "Administrators"]).exclude(name="Moderators").delete()
    for group in Group.objects.filter(name="Moderators"):
        group.permissions.clear()
    for model in ("Workflow", "GroupApprovalTask"):
        apps.get_model("wagtailcore", model).objects.filter(name=WORKFLOW).update(name="Moderators approval")


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("home", "0003_home_page"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("media", "0001_initial"),
        ("newsletters", "0001_initial"),
        ("participation", "0002_initial"),
        ("projects", "0002_initial"),
        ("videos", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]
    operations = [migrations.RunPython(set_up, take_down)]
