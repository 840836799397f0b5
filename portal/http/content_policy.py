"""The Content-Security-Policy of each tier: what a browser may load and run on our pages.

`ContentPolicyMiddleware` chooses the tier by address. On the site, only scripts that our templates name with
the nonce of the answer may run. Wagtail's administration needs a little more. docs/securite.md gives the
reason of each directive.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF, UNSAFE_HASHES, UNSAFE_INLINE

Policy = dict[str, Any]

# The image cropper of Wagtail learns whether the browser knows touch by setting handlers that do this.
_RETURN = "'sha256-i+qr4lq34KgNHiW62lWi9aInEBwiEOrfCzaNPCvkqD8='"  # return;

# The editor shows a page in a frame of its own preview panel.
PREVIEW: Policy = {"frame-ancestors": [SELF]}


def origin(url: str) -> str:
    """Return the scheme, host and port of an address, as a policy names them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def bucket_origins(bucket: str, *, endpoint: str, region: str) -> list[str]:
    """Return the origins where an S3 server shows a bucket: under its own name or under the bucket's.

    Return none without a bucket.
    """
    if not bucket:
        return []
    amazon = f"https://s3.{region}.amazonaws.com" if region else "https://s3.amazonaws.com"
    server = urlsplit(endpoint or amazon)
    return [f"{server.scheme}://{server.netloc}", f"{server.scheme}://{bucket}.{server.netloc}"]


def site_policy(*, sign_in: Sequence[str] = (), media: Sequence[str] = ()) -> Policy:
    """Return the policy of every page that agents see.

    `sign_in` are the origins that a form may lead to: a browser applies the policy to the redirects of a
    form, and signing in or out may continue at an identity provider. `media` are the origins to which
    portal.media redirects for a file.
    """
    return {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, *media],
        "media-src": [SELF, *media],
        "connect-src": [SELF],
        "form-action": [SELF, *sign_in],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }


def admin_policy(*, sign_in: Sequence[str] = (), media: Sequence[str] = ()) -> Policy:
    """Return the strictest policy under which Wagtail's administration works, at /gestion/."""
    return {
        **site_policy(sign_in=sign_in, media=media),
        "script-src": [SELF, NONCE],
        "script-src-attr": [UNSAFE_HASHES, _RETURN],
        "style-src-elem": [SELF, UNSAFE_INLINE],  # the rich text editor writes style sheets as one types
        "style-src-attr": [NONE],
        "frame-ancestors": [SELF],  # previews
        "frame-src": [SELF],
        "img-src": [SELF, "blob:", *media],  # pictures about to be sent
    }
