"""Azure Blob Storage by Azurite, Microsoft's emulator: it checks signatures, SAS tokens and who issued a bearer token.

`make test` installs it from npm (tests/peers/azurite).
"""

from __future__ import annotations

import base64
import getpass
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import requests

from probes.protocols.azure_shared_key import SharedKey
from tests.peers.certificates import Certificates
from tests.peers.process import PeerFailed, ServerProcess, find_program, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
MAIN = ROOT / ".build" / "azurite" / "node_modules" / "azurite" / "dist" / "src" / "blob" / "main.js"
VERSION = "2021-12-02"


@dataclass(frozen=True, slots=True)
class AzuriteServer:
    """Where it is and what is in it: `container` has two blobs below `prefix`, `empty_container` none."""

    port: int
    account: str
    key: str = field(repr=False)
    container: str
    prefix: str
    empty_container: str
    ca: Path

    @property
    def endpoint(self) -> str:
        return f"https://127.0.0.1:{self.port}/{self.account}"

    def put(self, path: str, content: bytes | None = None) -> None:
        """Makes a container ("name?restype=container") or a blob ("container/name", percent-encoded)."""
        url = f"{self.endpoint}/{path}"
        headers = {"x-ms-version": VERSION}
        if content is not None:
            headers |= {"x-ms-blob-type": "BlockBlob", "Content-Length": str(len(content)), "Content-Type": "text/csv"}
        signed = SharedKey(self.account, base64.b64decode(self.key)).signed("PUT", url, headers)
        requests.put(url, content or b"", headers=signed, verify=str(self.ca), timeout=10).raise_for_status()

    def sas(self, permissions: str = "rl", *, days: float = 30, key: str | None = None, **changes: str) -> str:
        """A service SAS for the container, as
        https://learn.microsoft.com/rest/api/storageservices/create-service-sas says (version 2020-12-06)."""
        expiry = (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        version, resource = "2020-12-06", f"/blob/{self.account}/{self.container}"
        to_sign = [permissions, "", expiry, resource, "", "", "", version, "c", "", "", "", "", "", "", ""]
        secret = base64.b64decode(key or self.key)
        signature = base64.b64encode(hmac.new(secret, "\n".join(to_sign).encode(), hashlib.sha256).digest()).decode()
        fields = {"sv": version, "sr": "c", "se": expiry, "sp": permissions, "sig": signature, **changes}
        return urlencode(fields, quote_via=quote)


class AzuritePeer:
    name = "azurite"
    description = AzuriteServer

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        self._folder = folder
        self._certificates = certificates
        self._port = free_port()
        self._key = base64.b64encode(hashlib.sha256(str(folder).encode()).digest()).decode()
        self._process: ServerProcess | None = None

    def prepare(self) -> None:
        self._folder.mkdir(parents=True)

    def spawn(self) -> None:
        if not MAIN.exists():
            raise PeerFailed(f"{MAIN.relative_to(ROOT)} is not installed: run `make test`, which does it")
        pair = self._certificates.server
        options = {
            "--blobHost": "127.0.0.1",
            "--blobPort": str(self._port),
            "--cert": str(pair.certificate),
            "--key": str(pair.key),
            "--oauth": "basic",
        }
        flags = ["--skipApiVersionCheck", "--disableTelemetry", "--inMemoryPersistence"]
        self._process = ServerProcess(
            [find_program("node"), str(MAIN), *(part for option in options.items() for part in option), *flags],
            log=self._folder / "server.log",
            # A program of the tree, which nobody else may be allowed to read.
            user=getpass.getuser(),
            env={"AZURITE_ACCOUNTS": f"probeacct:{self._key}"},
        )
        self._process.spawn()

    def settle(self) -> AzuriteServer:
        if self._process is None:
            raise RuntimeError("spawn comes before settle")
        server = AzuriteServer(
            port=self._port,
            account="probeacct",
            key=self._key,
            container="exports",
            prefix="daily/",
            empty_container="nothing",
            ca=self._certificates.ca,
        )
        self._process.wait_until(
            lambda: requests.get(server.endpoint, verify=str(server.ca), timeout=5), requests.RequestException
        )
        for container in (server.container, server.empty_container):
            server.put(f"{container}?restype=container")
        for name in ("a.csv", "b.csv"):
            server.put(f"{server.container}/{server.prefix}{name}", b"id,name\n1,Ada\n")
        return server

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()
