from django.apps import AppConfig
from django.core.signals import request_finished
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from portal.common.retention import register_purge
        from portal.common.schedule import HOUR, MINUTE, SECOND, Lane, run_every
        from portal.fragments.content import depends_on
        from portal.upkeep.steps import after_restore, after_upgrade
        from search import checks, health, notifications, receivers  # noqa: F401  (registers and connects them)
        from search.models import PromotedResult, Synonym
        from search.query_log import erase_before, query_log
        from search.upkeep import rebuild_after_restore, repair_after_upgrade

        after_restore(rebuild_after_restore, order=90)
        after_upgrade(repair_after_upgrade)
        depends_on(PromotedResult, Synonym)
        health.register()
        request_finished.connect(query_log.write_when_due)
        register_purge("search_logs", erase_before, what=_("How often each search was asked, without names"))
        run_every(
            2 * SECOND, "search_drain", label=_("Writing of changes to the search index"), limit=HOUR
        )  # it makes the index that is not there
        run_every(
            15 * MINUTE, "search_reconcile", label=_("Repair of the search index"), lane=Lane.BULK, limit=HOUR
        )
        run_every(
            5 * MINUTE,
            "search_watch",
            label=_("Search for new results of followed searches"),
            lane=Lane.BULK,
            limit=HOUR,
        )
