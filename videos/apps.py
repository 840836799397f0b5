from django.apps import AppConfig
from django.db.models.signals import pre_delete
from django.utils.translation import gettext_lazy as _


class VideosConfig(AppConfig):
    name = "videos"
    verbose_name = _("Films")

    def ready(self) -> None:
        from portal.common.retention import register_purge
        from portal.media.access import register_folder
        from videos.files import erase_files, purge_unused_files
        from videos.models import FilmPage
        from videos.permissions import user_can_read_film_file

        register_folder(FilmPage.FILES_FOLDER, user_can_read_film_file)
        register_purge(
            "unused_film_files", purge_unused_files, what=_("Files of films that no film names any more")
        )
        pre_delete.connect(erase_files, sender=FilmPage)
