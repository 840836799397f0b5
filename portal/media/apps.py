from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "portal.media"
    label = "media"
    verbose_name = _("Media")

    def ready(self) -> None:
        from portal.media import permissions, personal_data
        from portal.media.access import register_folder

        register_folder("images", permissions.user_can_read_rendition)
        register_folder("original_images", permissions.user_can_read_original_image)
        personal_data.register()
