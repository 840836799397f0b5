import warnings

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image


class MediaConfig(AppConfig):
    name = "portal.media"
    label = "media"
    verbose_name = _("Media")

    def ready(self) -> None:
        # Whatever opens a picture, one that would fill the memory is refused before it is decoded.
        Image.MAX_IMAGE_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
        warnings.simplefilter("error", Image.DecompressionBombWarning)

        from portal.common.retention import register_purge
        from portal.health.checks import register_check
        from portal.media import permissions
        from portal.media.access import register_folder
        from portal.media.cleaning import purge_abandoned_uploads
        from portal.media.storage import check_uploads

        register_folder("images", permissions.user_can_read_rendition)
        register_folder("original_images", permissions.user_can_read_original_image)
        register_check("media", check_uploads)
        register_purge("abandoned_uploads", purge_abandoned_uploads, what=_("Files that no page came to use"))
