"""Transports of requests to the search server: one class per client library.

The address says which: ``elasticsearch+https://user:password@host:9200/portail`` (Elasticsearch 8 and 9)
or ``opensearch+http://host:9200/portail`` (OpenSearch 2 and 3). Its path is the name that indices begin
with; ``?ca_certs=/path`` names the authority that signed the server's certificate.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from search.engines.base import IndexOutdatedError, QuestionRefusedError, SearchUnavailableError

Json = Mapping[str, Any]

JSON = {"accept": "application/json", "content-type": "application/json"}
LINES = {"accept": "application/json", "content-type": "application/x-ndjson"}

DEFAULT_NAME = "portail"


class Transport(ABC):
    """Sends a request to the server and gives its answer back."""

    @abstractmethod
    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str], timeout: float) -> Any:
        """Return the server's JSON.

        Raise `_RefusedError` if it refuses, `SearchUnavailableError` if it does not answer.
        """

    def send(self, method: str, path: str, body: Json | None = None, *, timeout: float) -> Any:
        """Send one request, with *timeout* in seconds.

        Raise IndexOutdatedError when the index does not exist, QuestionRefusedError when the server refuses
        the request, SearchUnavailableError when the server does not answer.
        """
        text = None if body is None else json.dumps(body)
        return self._translated(method, path, text, JSON, timeout)

    def send_lines(self, path: str, lines: Iterable[str], *, timeout: float) -> Any:
        """Send lines of JSON, as the bulk interface wants them. Raise what `send` raises."""
        return self._translated("POST", path, "".join(f"{line}\n" for line in lines), LINES, timeout)

    def _translated(
        self, method: str, path: str, body: str | None, headers: dict[str, str], timeout: float
    ) -> Any:
        try:
            return self._send(method, path, body, headers, timeout)
        except _RefusedError as refusal:
            if refusal.status == 404:
                raise IndexOutdatedError("The server has no such index: run search_rebuild.") from refusal
            if refusal.status == 400:
                raise QuestionRefusedError(f"The server refused: {refusal}") from refusal
            raise SearchUnavailableError(f"The server refused: {refusal}") from refusal


class _RefusedError(Exception):
    """The server answered with an error."""

    def __init__(self, status: int, detail: object) -> None:
        super().__init__(f"{status} {str(detail)[:500]}")
        self.status = status


class ElasticsearchTransport(Transport):
    """Through the ``elasticsearch`` client."""

    def __init__(self, url: str, ca_certs: str | None = None) -> None:
        import elasticsearch

        options: dict[str, Any] = {"ca_certs": ca_certs} if ca_certs else {}
        self._library = elasticsearch
        self._client = elasticsearch.Elasticsearch(url, max_retries=0, retry_on_timeout=False, **options)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str], timeout: float) -> Any:
        client = self._client.options(request_timeout=timeout)
        try:
            return client.perform_request(method, path, headers=headers, body=body).body
        except self._library.ApiError as error:
            raise _RefusedError(error.status_code, error.body) from error
        except self._library.TransportError as error:
            raise SearchUnavailableError(f"The server does not answer: {error}") from error


class OpenSearchTransport(Transport):
    """Through the ``opensearch-py`` client."""

    def __init__(self, url: str, ca_certs: str | None = None) -> None:
        import opensearchpy

        options: dict[str, Any] = {"ca_certs": ca_certs} if ca_certs else {}
        self._library = opensearchpy
        self._client = opensearchpy.OpenSearch(
            url, max_retries=0, retry_on_timeout=False, pool_maxsize=20, **options
        )

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str], timeout: float) -> Any:
        try:
            return self._client.transport.perform_request(
                method, path, body=body, headers=headers, timeout=timeout
            )
        except self._library.ConnectionError as error:  # a refused or lost connection, a timeout
            raise SearchUnavailableError(f"The server does not answer: {error}") from error
        except self._library.TransportError as error:
            raise _RefusedError(int(error.status_code), error.info) from error


TRANSPORTS: dict[str, type[ElasticsearchTransport] | type[OpenSearchTransport]] = {
    "elasticsearch": ElasticsearchTransport,
    "opensearch": OpenSearchTransport,
}


@dataclass(frozen=True, slots=True)
class Address:
    """The parsed ``SEARCH_URL``."""

    product: str
    url: str
    name: str
    ca_certs: str | None = None

    @classmethod
    def of(cls, search_url: str) -> Self:
        """Read ``SEARCH_URL``. Raise ValueError, saying what is expected."""
        parts = urlsplit(search_url)
        product, _, scheme = parts.scheme.partition("+")
        if product not in TRANSPORTS or scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(
                "SEARCH_URL must look like elasticsearch+https://user:password@host:9200/portail"
                " or opensearch+https://user:password@host:9200/portail."
            )
        port = parts.port or 9200
        host = parts.netloc if parts.port else f"{parts.netloc}:{port}"
        name = parts.path.strip("/").lower() or DEFAULT_NAME
        ca_certs = parse_qs(parts.query).get("ca_certs", [None])[0]
        return cls(product, f"{scheme}://{host}", name, ca_certs)

    def transport(self) -> Transport:
        """Return the transport to that server."""
        return TRANSPORTS[self.product](self.url, self.ca_certs)
