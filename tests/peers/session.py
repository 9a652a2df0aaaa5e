"""The peers of one pytest run: started once, described to whoever asks, stopped at the end whatever happened.

With xdist the controller starts them all at the same time and hands their descriptions to its workers.
Without it each is started when the first test asks.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Any, Protocol, get_type_hints

from tests.peers.azurite_blob import AzuritePeer
from tests.peers.certificates import Certificates, make_certificates
from tests.peers.clickhouse import ClickhousePeer
from tests.peers.influxdb import InfluxdbPeer
from tests.peers.mariadb import MariadbPeer
from tests.peers.mongodb import MongodbPeer
from tests.peers.moto import MotoPeer
from tests.peers.postgresql import PostgresqlPeer
from tests.peers.process import PeerFailed
from tests.peers.rabbitmq import RabbitmqPeer
from tests.peers.sshd import SshdPeer
from tests.peers.valkey import ValkeyPeer


class Peer(Protocol):
    """A server to start: `prepare` may run in any thread, `spawn` only in the main one, `settle` waits for it."""

    name: str
    description: type

    def prepare(self) -> None: ...
    def spawn(self) -> None: ...
    def settle(self) -> Any: ...
    def stop(self) -> None: ...


KINDS: dict[str, Any] = {
    kind.name: kind
    for kind in (
        AzuritePeer,
        ClickhousePeer,
        InfluxdbPeer,
        PostgresqlPeer,
        MariadbPeer,
        MongodbPeer,
        MotoPeer,
        RabbitmqPeer,
        SshdPeer,
        ValkeyPeer,
    )
}
CERTIFICATES = "certificates"


class PeerSession:
    """Owns the servers and their temporary folder."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._certificates: Certificates | None = None
        self._peers: list[Peer] = []
        self._descriptions: dict[str, Any] = {}
        self._failures: dict[str, str] = {}

    @property
    def folder(self) -> Path:
        """Others may pass through, so that servers of other users reach their own folders in it."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="peers-"))
            self._folder.chmod(0o711)
        return self._folder

    @property
    def certificates(self) -> Certificates:
        if self._certificates is None:
            self._certificates = make_certificates(self.folder / CERTIFICATES)
        return self._certificates

    def start(self, names: Sequence[str]) -> None:
        """Starts those not yet tried. A peer that fails is remembered with its reason and fails the tests that ask."""
        fresh = [name for name in names if name not in self._descriptions and name not in self._failures]
        peers: list[Peer] = []
        for name in fresh:
            self._guarded(name, lambda name=name: peers.append(KINDS[name](self.folder / name, self.certificates)))
        self._peers += peers
        with ThreadPoolExecutor(max(1, len(peers))) as pool:
            list(pool.map(lambda peer: self._guarded(peer.name, peer.prepare), peers))
            for peer in peers:
                if peer.name not in self._failures:
                    self._guarded(peer.name, peer.spawn)
            running = [peer for peer in peers if peer.name not in self._failures]
            list(pool.map(lambda peer: self._guarded(peer.name, lambda: self._settle(peer)), running))

    def describe(self, name: str) -> Any:
        """The description of a peer, which is started if need be. Raises PeerFailed."""
        if name == CERTIFICATES:
            return self.certificates
        self.start([name])
        if name in self._failures:
            raise PeerFailed(self._failures[name])
        return self._descriptions[name]

    def to_wire(self) -> str:
        """Everything that was started, for a worker of xdist."""
        described = {**self._descriptions, CERTIFICATES: self.certificates}
        wire = {name: asdict(value) for name, value in described.items()}
        return json.dumps({"described": wire, "failed": self._failures}, default=str)

    def stop(self) -> None:
        for peer in self._peers:
            peer.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _settle(self, peer: Peer) -> None:
        self._descriptions[peer.name] = peer.settle()

    def _guarded(self, name: str, act: Any) -> None:
        try:
            act()
        except Exception as error:
            self._failures[name] = f"{name}: {error}"


class DescribedPeers:
    """What a worker of xdist knows: the descriptions that its controller sent."""

    def __init__(self, wire: str) -> None:
        document = json.loads(wire)
        self._described: dict[str, Any] = document["described"]
        self._failed: dict[str, str] = document["failed"]

    def describe(self, name: str) -> Any:
        if name in self._failed:
            raise PeerFailed(self._failed[name])
        kind: type = Certificates if name == CERTIFICATES else KINDS[name].description
        return _rebuilt(kind, self._described[name])


def _rebuilt(kind: Any, value: dict[str, Any]) -> Any:
    """The dataclass from its JSON form: nested ones and paths by their declared type."""
    hints = get_type_hints(kind)
    found = {}
    for item in fields(kind):
        hint = hints[item.name]
        found[item.name] = _rebuilt(hint, value[item.name]) if is_dataclass(hint) else hint(value[item.name])
    return kind(**found)
