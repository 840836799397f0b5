"""How moderation is forgotten: with time, and when an agent has left."""

import datetime

from portal.accounts.models import User

from ..models import Appeal, Report, SealedText


def forget_sealed_texts(before: datetime.datetime) -> int:
    """Destroy the withdrawn texts that were sealed before this moment. The register keeps its entries."""
    count, _by_model = SealedText.objects.filter(sealed_at__lt=before).delete()
    return count


def forget_reports(before: datetime.datetime) -> int:
    """Drop the reports that were decided before this moment."""
    count, _by_model = Report.objects.closed_before(before).delete()
    return count


def forget_reports_of(reporter: User) -> None:
    """Drop what a departed agent reported and was decided; what waits still says what is wrong."""
    Report.objects.filter(reporter=reporter, closed_by__isnull=False).delete()


def forget_appeals_of(appellant: User) -> None:
    """Remove the texts of an agent who asked for it."""
    if appellant.forget_texts:
        Appeal.objects.filter(appellant=appellant).update(text="")
