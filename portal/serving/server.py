"""Granian, on one socket that its processes share.

    python -m portal.serving.server --host 127.0.0.1 --port 8000 --workers 2 --threads 4 --behind-proxy

On Linux granian gives each process a socket of its own (SO_REUSEPORT): a process that is replaced or dies
takes along the connections that wait in its queue. On one shared socket, as granian has it on other systems,
they wait for any process: a reload (SIGHUP) fails no request, and a process that dies costs what it was
answering alone.

Nothing of Django or of the portal is imported here: processes are copies of this one, and a reload must load
their new code.
"""

import argparse
import json
import logging
import multiprocessing
import signal
import socket
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketSpec
from granian.server.mp import MPServer, WorkerProcess

logger = logging.getLogger("_granian")  # which LOG_CONFIG writes
LOG_CONFIG = Path(__file__).resolve().parents[2] / "deploy" / "granian-log.json"
STOPPING = 30  # seconds for what is being answered
LARGEST = 1024  # MiB of memory: a larger process is replaced, as by a reload
HEADERS_WITHIN = 5000  # milliseconds
LOOK = 0.1  # seconds between two looks at a process that starts


class SharedSocketServer(MPServer):
    """Granian's server of processes, with one listening socket for all of them.

    A process stays until the one that replaces it has loaded the portal. If that fails, it goes on.
    """

    def _init_shared_socket(self) -> None:
        self._shd = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self._sso = socket.socket(fileno=self._shd.get_fd())
        self._sso.set_inheritable(True)
        # Given to the constructor, it makes granian warn about the sockets that it has by itself.
        self.workers_rss = LARGEST * 1024 * 1024

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Any) -> WorkerProcess:
        receiver, sender = multiprocessing.Pipe(duplex=False)
        worker = super()._spawn_worker(idx, target, partial(load, callback_loader, sender))
        worker.loaded = receiver
        return worker

    def _respawn_workers(
        self, workers: list[int], spawn_target: Any, target_loader: Any, delay: float = 0
    ) -> None:
        for idx in workers:
            self.respawned_wrks[idx] = time.monotonic()
            old, new = self.wrks[idx], self._spawn_worker(idx, spawn_target, target_loader)
            new.interrupt_by_parent = True  # until it has loaded the portal, its end is seen here
            new.start()
            while not (loaded := new.loaded.poll(LOOK)) and new.is_alive() and not self.interrupt_signal:
                pass
            if loaded:
                new.interrupt_by_parent = False
                self.wrks[idx] = new
                self._end(old)
                continue
            self._end(new)
            if not old.is_alive():  # it died, and its code does not start any more
                self.signal_handler_interrupt()
            elif not self.interrupt_signal:
                logger.error("A new process did not start: the old ones go on, with the code that they have")
            return

    def _end(self, worker: WorkerProcess) -> None:
        """Let a process finish what it is answering, and end it."""
        worker.terminate()
        worker.join(STOPPING)
        worker.kill()
        worker.join()


def load(load_portal: Callable[[], Any], loaded: Connection) -> Any:
    """Load the portal in a new process, and tell the server.

    The process has the signal handlers of the server until granian sets its own: asked to stop, it would not.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    application = load_portal()
    loaded.send_bytes(b"loaded")
    return application


def main() -> None:
    """Serve the portal until SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("application", nargs="?", default="portal.wsgi:application")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True, help="of each process")
    parser.add_argument(
        "--behind-proxy",
        action="store_true",
        help="take no more connections than there are threads, and keep none that is idle",
    )
    options = parser.parse_args()
    SharedSocketServer(
        options.application,
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        backpressure=options.threads if options.behind_proxy else None,
        http1_settings=HTTP1Settings(keep_alive=False, header_read_timeout=HEADERS_WITHIN)
        if options.behind_proxy
        else None,
        log_level=LogLevels.warning,
        log_dictconfig=json.loads(LOG_CONFIG.read_text()),
        respawn_failed_workers=True,
        workers_kill_timeout=STOPPING,
    ).serve()


if __name__ == "__main__":
    main()
