"""A new portal starts with an empty home page in place of Wagtail's welcome page."""

from django.db import migrations


def create_home_page(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("home", "HomePage")

    Page.objects.filter(pk=2, depth=2).delete()  # Wagtail's welcome page
    content_type, _ = ContentType.objects.get_or_create(app_label="home", model="homepage")
    home = HomePage.objects.create(
        title="Projet d’administration",
        draft_title="Projet d’administration",
        slug="accueil",
        content_type=content_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/accueil/",
        locale=Locale.objects.first(),
    )
    Page.objects.filter(depth=1).update(numchild=1)
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)


def remove_home_page(apps, schema_editor):
    apps.get_model("wagtailcore", "Site").objects.filter(root_page__slug="accueil").delete()
    apps.get_model("wagtailcore", "Page").objects.filter(slug="accueil", depth=2).delete()


class Migration(migrations.Migration):
    dependencies = [("home", "0002_initial"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(create_home_page, remove_home_page)]
