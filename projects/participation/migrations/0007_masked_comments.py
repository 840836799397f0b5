"""Comments that were masked are withdrawn: nobody could read them, and folding would show them again.

They have no rule, since rules were not numbered. The committee may decide again about each. Undone, their
texts come back to the comments.
"""

from django.db import migrations


def withdraw_masked(apps, schema_editor):
    SealedText = apps.get_model("participation", "SealedText")
    Version = apps.get_model("participation", "CommentVersion")
    Restriction = apps.get_model("wagtailcore", "PageViewRestriction")
    closed = [
        path
        for path in Restriction.objects.exclude(restriction_type__in=("none", "login")).values_list(
            "page__path", flat=True
        )
    ]
    decisions = apps.get_model("participation", "ModerationDecision").objects.all()
    for decision in decisions.select_related("comment__page"):
        comment = decision.comment
        decision.page = comment.page
        decision.page_title = comment.page.title
        decision.page_was_open = not any(comment.page.path.startswith(path) for path in closed)
        decision.save()
        versions = Version.objects.filter(comment=comment).order_by("replaced_at")
        SealedText.objects.create(
            comment=comment,
            text=comment.text,
            versions=[
                {"text": version.text, "replaced_at": version.replaced_at.isoformat()} for version in versions
            ],
        )
        versions.delete()
        comment.text = ""
        comment.moderation_state = "withdrawn"
        comment.current_decision = decision
        comment.save()


def give_texts_back(apps, schema_editor):
    Version = apps.get_model("participation", "CommentVersion")
    for sealed in apps.get_model("participation", "SealedText").objects.select_related("comment"):
        if sealed.comment is None:  # its page is gone
            continue
        sealed.comment.text = sealed.text
        sealed.comment.save()
        for version in sealed.versions:
            Version.objects.create(comment=sealed.comment, **version)
    apps.get_model("participation", "Comment").objects.update(current_decision=None)


class Migration(migrations.Migration):
    dependencies = [
        ("participation", "0006_moderation_register"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(withdraw_masked, give_texts_back)]
