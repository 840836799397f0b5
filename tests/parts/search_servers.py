"""Search servers that tests start: a real OpenSearch node, and an imitation of Elasticsearch."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.parts.servers import free_port, program, wait_until

POM = Path(__file__).parent / "opensearch" / "pom.xml"
# The runner takes no port above. Each worker has its own: a node takes seconds to take its port, and another
# worker would find it free meanwhile.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
NODE_PORTS = range(9210 + _WORKER, 9299, 8)
NODE_CONFIGURATION = "network.host: 127.0.0.1\ncluster.routing.allocation.disk.threshold_enabled: false\n"


class OpenSearchNode:
    """A real node of OpenSearch 2 on loopback, from Maven's artifacts; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = next(port for port in NODE_PORTS if _is_free(port))
        self.process: subprocess.Popen[bytes] | None = None
        self._class_path = folder / "classpath"

    @property
    def url(self) -> str:
        return f"opensearch+http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not self._class_path.exists():
            self._prepare()
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    program("java"), "-Xms256m", "-Xmx512m", "-cp", self._class_path.read_text(),
                    "org.codelibs.opensearch.runner.OpenSearchRunner", "-basePath", str(self.folder),
                    "-numOfNode", "1", "-baseHttpPort", str(self.port - 1),
                    "-clusterName", f"portal-tests-{self.port}",
                ],
                stdout=log,
                stderr=log,
            )  # fmt: skip
        wait_until(self._is_ready, "OpenSearch", patience=180)

    def kill(self) -> None:
        """Stop at once, as in a power cut; what was written is kept."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _prepare(self) -> None:
        subprocess.run(
            [
                program("mvn"),
                "-q",
                "-f",
                POM,
                "dependency:build-classpath",
                f"-Dmdep.outputFile={self._class_path}",
            ],
            check=True,
            timeout=600,
        )
        configuration = self.folder / "node_1" / "config"
        configuration.mkdir(parents=True)
        (configuration / "opensearch.yml").write_text(NODE_CONFIGURATION)

    def _is_ready(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_cluster/health", timeout=5) as answer:
            return json.load(answer)["status"] in ("green", "yellow")


class ImitatedElasticsearch:
    """A program that answers as Elasticsearch 8 does: evidence for the client, not for relevance or speed."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        command = program("noida-db", str(Path(sys.executable).with_name("noida-db")))
        self.process = subprocess.Popen(
            [
                command, "start", "--only", "elasticsearch", "--elasticsearch-port", str(self.port),
                "--data-dir", str(folder),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # the command starts another, which must end with it
        )  # fmt: skip
        wait_until(self._is_ready, "The imitation of Elasticsearch")

    @property
    def url(self) -> str:
        return f"elasticsearch+http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _is_ready(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as answer:
            return bool(answer.status == 200)


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) != 0
