"""Starting real servers in tests. One that is not installed fails its tests: none is skipped."""

import os
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 60  # seconds for a server to answer


def free_port() -> int:
    """A port of the loopback that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def program(*names: str) -> str:
    """The path of the first of these programs that is installed; fails the test when none is."""
    for name in names:
        if path := shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin"):
            return path
    raise AssertionError(f"{' or '.join(names)} is not installed: .ci/run installs it.")


def wait_until(answers: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait until a call succeeds with something true; fails the test with the last error otherwise."""
    deadline = time.monotonic() + patience
    last: Exception | None = None
    while time.monotonic() < deadline:
        try:
            if answers():
                return
        except OSError as error:
            last = error
        time.sleep(0.1)
    raise AssertionError(f"{what} does not answer: {last}")


def children(pid: int) -> list[int]:
    """The processes that this one started."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def command(pid: int) -> str:
    """The command of a process; empty if it ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except FileNotFoundError:
        return ""
