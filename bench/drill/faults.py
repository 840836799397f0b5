"""The faults of the drill."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import psycopg

from tests.parts.postgres import programs, unprivileged
from tests.parts.servers import children

if TYPE_CHECKING:
    from .__main__ import Drill


def _kill(pids: list[int], number: int = signal.SIGKILL) -> None:
    if pids:
        os.kill(random.choice(pids), number)  # noqa: S311


def _web_worker(drill: "Drill") -> None:
    _kill([pid for main in drill.children("granian") for pid in children(main)])


def _web_server(drill: "Drill") -> None:
    _kill(drill.children("granian"))


def _reload(drill: "Drill") -> None:
    drill.process.send_signal(signal.SIGHUP)


def _task_worker(drill: "Drill") -> None:
    _kill([pid for main in drill.children("run_tasks") for pid in children(main)])


def _task_master(drill: "Drill") -> None:
    _kill(drill.children("run_tasks"))


def _database(drill: "Drill") -> None:
    with psycopg.connect(drill.database) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row
    restart = [str(programs() / "pg_ctl"), "-D", row[0], "-m", "immediate", "-w", "restart"]
    subprocess.run(unprivileged(*restart), cwd=row[0], check=True, stdout=subprocess.DEVNULL)


def _cache(drill: "Drill") -> None:
    drill.cache.kill()
    drill.cache.wait()
    time.sleep(3)
    drill.cache = subprocess.Popen(drill.cache.args, stdout=subprocess.DEVNULL)


def _mail(drill: "Drill") -> None:
    drill.post.mood = random.choice(["busy", "hangs up"])  # noqa: S311
    time.sleep(5)
    drill.post.mood = "well"


# Each with how often it comes, and the seconds between two.
FAULTS: dict[str, tuple[str, Callable[["Drill"], None], int, float]] = {
    "nothing": ("aucune", lambda _drill: None, 5, 2),
    "web_worker": ("processus web tué (kill -9)", _web_worker, 50, 3),
    "web_server": ("serveur web tué", _web_server, 5, 12),
    "reload": ("rechargement du service", _reload, 5, 8),
    "task_worker": ("ouvrier de tâches tué", _task_worker, 100, 0.7),
    "task_master": ("tous les ouvriers tués", _task_master, 10, 6),
    "database": ("PostgreSQL arrêté net et relancé", _database, 20, 5),
    "cache": ("Redis tué et relancé", _cache, 5, 4),
    "mail": ("serveur de courriel occupé ou qui raccroche", _mail, 5, 3),
}
