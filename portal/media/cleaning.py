"""Uploads that were never finished: Wagtail keeps a file aside until its form is complete."""

import datetime

from wagtail.models import UploadedFile


def purge_abandoned_uploads(before: datetime.datetime) -> int:
    """Delete the files put aside before this moment. Return how many there were."""
    abandoned = [upload for upload in UploadedFile.objects.all() if _put_aside_before(upload, before)]
    for upload in abandoned:
        upload.file.delete(save=False)
        upload.delete()
    return len(abandoned)


def _put_aside_before(upload: UploadedFile, moment: datetime.datetime) -> bool:
    """Return True if the file is older than `moment`. One that is lost is of no use either."""
    storage = upload.file.storage  # whose date tells, since Wagtail keeps none
    return not storage.exists(upload.file.name) or storage.get_modified_time(upload.file.name) < moment
