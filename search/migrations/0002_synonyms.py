"""The French vocabulary that comes with the portal becomes the editors' own list of synonyms."""

from django.db import migrations

from search.analysis.lexicon import SYNONYMS_FILE


def load(apps, schema_editor):
    Synonym = apps.get_model("search", "Synonym")
    lines = (line.split("#", 1)[0].strip() for line in SYNONYMS_FILE.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition(">") for line in lines if line)
    Synonym.objects.bulk_create(
        Synonym(words=words.strip(), also=also.strip()) for words, _arrow, also in pairs
    )


def forget(apps, schema_editor):
    apps.get_model("search", "Synonym").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(load, forget)]
