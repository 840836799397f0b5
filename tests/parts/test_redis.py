"""The shared cache on a real Redis server: used, lost, found again."""

import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache, caches
from django.test import Client, override_settings

from portal.accounts.models import User
from portal.http import cache as shared_cache
from tests.parts.servers import free_port, program, wait_until

pytestmark = [pytest.mark.parts, pytest.mark.django_db]


class Redis:
    """A server on loopback that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                program("redis-server", "valkey-server"), "--port", str(self.port), "--bind", "127.0.0.1",
                "--dir", str(self.folder), "--save", "",
            ],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        wait_until(self._answers, "Redis")

    def _answers(self) -> bool:
        import redis

        try:
            return bool(redis.Redis(port=self.port).ping())
        except redis.exceptions.ConnectionError as error:
            raise OSError(str(error)) from error

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Redis]:
    redis = Redis(tmp_path)
    redis.start()
    backend = {"BACKEND": "portal.http.cache.SharedCache", "LOCATION": f"redis://127.0.0.1:{redis.port}/0"}
    with override_settings(CACHES={"default": backend}):
        yield redis
    caches.close_all()
    redis.stop()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that came back is asked at once rather than after some seconds."""
    monkeypatch.setattr(shared_cache, "PAUSE", 0)
    monkeypatch.setattr(shared_cache._Server, "silent_until", 0.0)


def test_what_is_kept_is_found(server: Redis) -> None:
    cache.set("plan", {"actions": 117})
    assert cache.get("plan") == {"actions": 117}
    assert cache.add("plan", 1) is False
    cache.set_many({"a": 1, "b": 2})
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    assert cache.incr("a") == 2
    cache.delete_many(["a", "b"])
    assert "a" not in cache


def test_a_portal_whose_cache_is_lost_goes_on_and_finds_it_again(
    server: Redis, agent: User, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    client.force_login(agent)
    assert client.get("/").status_code == 200
    cache.set("known", True)
    server.stop()
    with caplog.at_level(logging.WARNING):
        assert client.get("/").status_code == 200
        assert cache.get("known", "nothing") == "nothing"
        cache.set("kept", True)
        assert cache.add("kept", True) is False
        assert cache.incr("kept") == 1
        server.start()
        cache.set("kept", True)
    assert cache.get("kept") is True
    said = [record.message for record in caplog.records if record.name == shared_cache.__name__]
    assert said[0].startswith("The cache does not answer")
    assert said[-1].startswith("The cache answers again.")


def test_a_server_that_hangs_is_not_waited_for_twice(server: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_cache, "PAUSE", 60)
    server.stop()
    assert cache.get("x") is None
    asked: list[str] = []
    monkeypatch.setattr(shared_cache.RedisCacheClient, "get", lambda *_: asked.append("x"))
    assert cache.get("x") is None
    assert asked == []
