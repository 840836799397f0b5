"""Uploads in a private bucket of an S3 service. Needs the `production` dependencies."""

from typing import Any

from botocore.client import Config
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from portal.media.storage import SafeNamesMixin


class PrivateS3Storage(SafeNamesMixin, S3Storage):
    """The private bucket of the uploads. The portal signs an address of it once it knows who reads."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                **options,
                "default_acl": None,  # the bucket is private; some services refuse access lists
                "file_overwrite": False,
                "querystring_auth": True,
            }
        )
        self.client_config = Config(
            signature_version="s3v4",
            # Services other than Amazon's seldom give each bucket a host name, and many refuse the newer
            # checksum headers.
            s3={"addressing_style": "path" if self.endpoint_url else "auto"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Return the portal's address of the file. A signed one would give whoever holds it a right."""
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"

    def check_writable(self) -> None:
        """Ask for the bucket. Raise an error of its library if it does not answer, or refuses our keys.

        Writing at each probe would be paid for: a right to write that was taken away is not seen.
        """
        self.connection.meta.client.head_bucket(Bucket=self.bucket_name)

    def signed_address(
        self, name: str, *, method: str, seconds: int, content_type: str, disposition: str
    ) -> str:
        """Return an address of the bucket that opens this file for *seconds*, as this type and no other."""
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
