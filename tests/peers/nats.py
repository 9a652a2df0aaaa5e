"""A real nats-server, configured by whoever starts one; and the keys and JWTs that its operator mode lives by."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.peers.certificates import Pair
from tests.peers.process import ServerProcess, find_program, free_port, own_file, own_folder, service_user

SEED = 18 << 3
PREFIXES = {"operator": 14 << 3, "account": 0, "user": 20 << 3}  # O, A and U in base32


@contextlib.contextmanager
def nats_server(settings: Mapping[str, Any], pair: Pair | None = None, *, verify: Path | None = None) -> Iterator[int]:
    """Its port. NATS's configuration format takes JSON. `verify` is the CA that clients' certificates must be of."""
    user, port = service_user("nats"), free_port()
    with tempfile.TemporaryDirectory(prefix="peers-nats-") as made:
        Path(made).chmod(0o711)
        folder = own_folder(Path(made) / "nats", user)
        whole: dict[str, Any] = {"listen": f"127.0.0.1:{port}", **settings}
        if pair:
            own_file(folder / "server.key", pair.key.read_bytes(), user)
            whole["tls"] = {"cert_file": str(pair.certificate), "key_file": str(folder / "server.key")}
            whole["tls"] |= {"ca_file": str(verify), "verify": True} if verify else {}
        if "jetstream" in whole:
            whole["jetstream"] = {"store_dir": str(folder / "jetstream")}
        own_file(folder / "nats.conf", json.dumps(whole).encode(), user)
        command = [find_program("nats-server"), "-c", str(folder / "nats.conf")]
        process = ServerProcess(command, log=Path(made) / "server.log", user=user)
        process.spawn()
        try:
            process.wait_until(lambda: socket.create_connection(("127.0.0.1", port), 5).close(), OSError)
            yield port
        finally:
            process.stop()


class Key:
    """An NKey of one of the three kinds."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._key = Ed25519PrivateKey.generate()

    @property
    def public(self) -> str:
        raw = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return _encoded(bytes([PREFIXES[self.kind]]) + raw)

    @property
    def seed(self) -> str:
        prefix = PREFIXES[self.kind]
        raw = self._key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return _encoded(bytes([SEED | prefix >> 5, (prefix & 31) << 3]) + raw)

    def sign(self, subject: str, claims: Mapping[str, Any], **more: Any) -> str:
        """A JWT about `subject` (https://docs.nats.io/running-a-nats-service/nats_admin/security/jwt)."""
        body = {"jti": "test", "iat": int(time.time()) - 60, "iss": self.public, "sub": subject, "name": "test"}
        parts = [{"typ": "JWT", "alg": "ed25519-nkey"}, {**body, **more, "nats": {"version": 2, **claims}}]
        text = ".".join(_url(json.dumps(part).encode()) for part in parts)
        return f"{text}.{_url(self._key.sign(text.encode()))}"


NO_LIMIT = dict.fromkeys(("subs", "data", "payload", "imports", "exports", "conn", "leaf"), -1)


class Operator:
    """An operator with one account, which issues users' credentials files."""

    def __init__(self) -> None:
        self._operator, self._account = Key("operator"), Key("account")
        account = {"type": "account", "limits": {**NO_LIMIT, "wildcards": True}, "default_permissions": {}}
        self.settings = {
            "operator": self._operator.sign(self._operator.public, {"type": "operator"}),
            "resolver": "MEMORY",
            "resolver_preload": {self._account.public: self._operator.sign(self._account.public, account)},
        }

    def creds(self, *, expires: int | None = None) -> str:
        """`expires` in seconds since the epoch."""
        user = Key("user")
        claims = {"type": "user", "pub": {}, "sub": {}, "subs": -1, "data": -1, "payload": -1}
        jwt = self._account.sign(user.public, claims, **({"exp": expires} if expires else {}))
        return (
            f"-----BEGIN NATS USER JWT-----\n{jwt}\n------END NATS USER JWT------\n\n"
            f"-----BEGIN USER NKEY SEED-----\n{user.seed}\n------END USER NKEY SEED------\n"
        )


def _encoded(data: bytes) -> str:
    return base64.b32encode(data + _crc16(data).to_bytes(2, "little")).decode().rstrip("=")


def _crc16(data: bytes) -> int:
    """CRC-16/XMODEM, bit by bit: another writing than the probe's own."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ (0x1021 if crc & 0x8000 else 0)) & 0xFFFF
    return crc


def _url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
