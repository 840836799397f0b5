"""Uploads in a private bucket of an S3 service. Needs the `production` dependencies."""

from typing import Any

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from portal.media.storage import SafeNamesMixin


class PrivateS3Storage(SafeNamesMixin, S3Storage):
    """Nothing in the bucket is public: pages name the portal's own address of a file, which asks who reads
    before it signs an address of the bucket."""

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            "default_acl": None,  # the bucket is private; some services refuse access lists
            "file_overwrite": False,
            "querystring_auth": True,
            "signature_version": "s3v4",
        }

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """The portal's address of the file: a signed one would be worth a right to whoever is given it."""
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"

    def signed_address(
        self, name: str, *, method: str, seconds: int, content_type: str, disposition: str
    ) -> str:
        """An address of the bucket that opens this file for so many seconds, as this type and no other."""
        return super().url(
            name,
            parameters={
                "ResponseContentType": content_type,
                "ResponseContentDisposition": disposition,
                "ResponseCacheControl": "private, no-store",
            },
            expire=seconds,
            http_method=method,
        )
