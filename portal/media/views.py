"""The one way to an uploaded file. One that may not be read is not found, like one that does not exist."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents.models import document_served
from wagtail.documents.wagtail_hooks import check_view_restrictions

from portal.media.access import user_can_read_file
from portal.media.models import CustomDocument
from portal.media.permissions import user_can_ask_for_document, user_works_on
from portal.media.serving import file_response


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer the image, rendition, film, poster or captions called `name` in the storage."""
    if not _is_plain(name) or not user_can_read_file(request, name):
        raise Http404
    return file_response(request, name)


@require_safe
def serve_document(request: HttpRequest, document_id: str, filename: str) -> HttpResponseBase:
    """Answer a document at the address that Wagtail gives it, always as a download.

    Wagtail's `before_serve_document` hooks may answer instead (the form of a collection opened by a password
    does), and its `document_served` signal is sent.
    """
    document = CustomDocument.objects.select_related("collection").filter(pk=document_id).first()
    if document is None or document.filename != filename or not user_can_ask_for_document(request, document):
        raise Http404
    edits = user_works_on(request, document)
    for hook in hooks.get_hooks("before_serve_document"):
        if hook is check_view_restrictions and edits:
            continue
        answer = hook(document, request)
        if isinstance(answer, HttpResponse):
            return answer
    document_served.send(sender=CustomDocument, instance=document, request=request)
    return file_response(request, document.file.name, download=True)


def _is_plain(name: str) -> bool:
    """Return True if a storage gives such names: no way up, no empty part, no control character."""
    return "\\" not in name and name.isprintable() and all(part.strip(".") for part in name.split("/"))
