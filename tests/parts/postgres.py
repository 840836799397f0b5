"""A real PostgreSQL server of its own for a test."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.parts.servers import free_port


def unprivileged(*command: str) -> list[str]:
    """A command as the account `postgres` when we are root, whom PostgreSQL refuses to serve."""
    if os.geteuid():
        return [*command]
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]


def programs() -> Path:
    """The folder of the server's programs, of its clients too."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert installed, "PostgreSQL is not installed: .ci/run installs it."
    return installed[-1]


@contextlib.contextmanager
def postgresql(*, max_connections: int) -> Iterator[str]:
    """Run a server on the loopback that admits so many connections; gives its DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    if not os.geteuid():
        shutil.chown(folder, "postgres", "postgres")
    port, data = free_port(), folder / "data"
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off "
        f"-c max_connections={max_connections}"
    )

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            unprivileged(str(programs() / program), "-D", str(data), *arguments),
            cwd=folder, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    try:
        run("initdb", "-U", "postgres", "--auth=trust")
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
