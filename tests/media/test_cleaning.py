"""Files put aside and never claimed."""

import datetime
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import UploadedFile

from portal.common.retention import purges

pytestmark = pytest.mark.django_db


def test_an_upload_never_finished_is_forgotten(media_root: Path) -> None:
    week_ago = timezone.now() - datetime.timedelta(days=7)
    old, recent, lost = (
        UploadedFile.objects.create(file=ContentFile(b"x", f"{name}.jpg"))
        for name in ("old", "recent", "lost")
    )
    os.utime(old.file.path, (0, week_ago.timestamp() - 60))
    Path(lost.file.path).unlink()
    assert purges["abandoned_uploads"](week_ago) == 2
    assert UploadedFile.objects.get() == recent
    assert [path.name for path in media_root.rglob("*.jpg")] == ["recent.jpg"]
