"""Cloud Storage by gcp-storage-emulator, which takes any token, behind a gate of the tests' own that does not.

The gate speaks TLS, checks the bearer token and what its account may do, and turns the emulator's bare 404 into the
error body of https://cloud.google.com/storage/docs/json_api/v1/status-codes. What is proven with it is labelled
"emulator + own gate": it is no vendor's behaviour.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from gcp_storage_emulator.server import create_server

from tests.peers.certificates import Certificates
from tests.peers.google_cloud import TOKEN_PATH, TokenEndpoint, bears, error
from tests.peers.http_peer import Answer, HttpPeer, Received, serving
from tests.peers.process import free_port

BUCKET = "app-bucket"
SCOPE = "https://www.googleapis.com/auth/devstorage.read_only"


@dataclass
class GoogleStorage:
    """The gate. `token` may do everything but what is in `denied` (permissions by IAM's names)."""

    peer: HttpPeer
    ca: str
    tokens: TokenEndpoint
    emulator: int
    token: str = "ya29.given-CANARY"
    denied: set[str] = field(default_factory=set)
    instead: Answer | None = None

    def __call__(self, received: Received) -> Answer:
        if received.path == TOKEN_PATH:
            return self.tokens(received)
        refused = bears(received, self.token) and bears(received, self.tokens.token)
        if refused or self.instead:
            return refused or self.instead or Answer()
        permission = "storage.objects.list" if received.path.endswith("/o") else "storage.objects.get"
        if permission in self.denied:
            return error(403, "forbidden", f"the account does not have {permission} access")
        query = f"?{urlencode(received.query, doseq=True)}" if received.query else ""
        answer = self.ask(received.method, received.path + query)
        return error(404, "notFound", "The specified bucket does not exist.") if answer.status == 404 else answer

    def ask(self, method: str, target: str, body: bytes = b"") -> Answer:
        """Past the gate."""
        connection = http.client.HTTPConnection("127.0.0.1", self.emulator, timeout=10)
        connection.request(method, target, body)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return Answer(response.status, {"Content-Type": "application/json"}, content)

    def put(self, name: str, content: bytes = b"a,b\n1,2\n") -> None:
        stored = self.ask(
            "POST", f"/upload/storage/v1/b/{BUCKET}/o?uploadType=media&name={quote(name, safe='')}", content
        )
        assert stored.status == 200

    def names(self) -> list[str]:
        listing = json.loads(self.ask("GET", f"/storage/v1/b/{BUCKET}/o").body)
        return [item["name"] for item in listing["items"]]

    @property
    def config(self) -> dict[str, Any]:
        return {"bucket": BUCKET, "project": "my-project", "endpoint": self.peer.url(""), "caCertificate": self.ca}


@contextmanager
def emulator() -> Iterator[int]:
    """Serves `BUCKET`, empty; gives the port. It takes half a second to stop, so tests share one."""
    port = free_port()
    with create_server("127.0.0.1", port, in_memory=True, default_bucket=BUCKET):
        yield port


@contextmanager
def gate(emulator_port: int, certificates: Certificates) -> Iterator[GoogleStorage]:
    """A gate of the test's own before the shared emulator, whose bucket it empties first."""
    with serving(certificates.server) as peer:
        tokens = TokenEndpoint(SCOPE, peer.url(TOKEN_PATH))
        storage = GoogleStorage(peer, certificates.ca.read_text(), tokens, emulator_port)
        for name in storage.names():
            storage.ask("DELETE", f"/storage/v1/b/{BUCKET}/o/{quote(name, safe='')}")
        peer.script = storage
        yield storage
