"""What was thanked is done; each offer gets the steps whose dates are known."""

from django.db import migrations

RENAMED = {"thanked": "done"}


def date_steps(apps, schema_editor):
    volunteers = apps.get_model("participation", "Volunteer").objects
    step = apps.get_model("participation", "VolunteerStep")
    for old, new in RENAMED.items():
        volunteers.filter(status=old).update(status=new)
    steps = []
    for offer in volunteers.iterator():
        first = "offered" if offer.decided_at else offer.status
        steps.append(step(volunteer=offer, status=first, at=offer.created_at, by_id=offer.agent_id))
        if offer.decided_at:
            steps.append(step(volunteer=offer, status=offer.status, at=offer.decided_at))
    step.objects.bulk_create(steps, batch_size=500)


def restore(apps, schema_editor):
    volunteers = apps.get_model("participation", "Volunteer").objects
    for old, new in RENAMED.items():
        volunteers.filter(status=new).update(status=old)
    # Statuses that did not exist: the nearest that did.
    volunteers.filter(status="active").update(status="accepted")
    volunteers.filter(status="declined").update(status="withdrawn")


class Migration(migrations.Migration):
    dependencies = [("participation", "0010_volunteering")]
    operations = [migrations.RunPython(date_steps, restore)]
