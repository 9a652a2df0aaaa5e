"""A real Mosquitto: a TLS and a plain listener, users and rights by its dynamic security plugin."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import secrets
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.peers.certificates import Certificates
from tests.peers.process import PeerFailed, ServerProcess, find_program, free_port, own_file, own_folder, service_user

ITERATIONS = 101  # the plugin's own default
PLUGIN = "mosquitto_dynamic_security.so"


@dataclass(frozen=True, slots=True)
class MosquittoServer:
    """`reader` may subscribe below `sensors/`; nobody may connect without a password, except by client certificate
    at `certificate_port` (its CN is the user name)."""

    port: int
    tls_port: int
    certificate_port: int
    reader: str
    password: str = field(repr=False)
    ca: Path


@contextlib.contextmanager
def mosquitto_server(certificates: Certificates) -> Iterator[MosquittoServer]:
    user = service_user("mosquitto")
    server = MosquittoServer(free_port(), free_port(), free_port(), "reader", secrets.token_hex(12), certificates.ca)
    with tempfile.TemporaryDirectory(prefix="peers-mosquitto-") as made:
        Path(made).chmod(0o711)
        folder = own_folder(Path(made) / "mosquitto", user)
        own_file(folder / "server.key", certificates.server.key.read_bytes(), user)
        own_file(folder / "security.json", json.dumps(_security(server)).encode(), user)
        own_file(folder / "mosquitto.conf", _configuration(server, folder, certificates).encode(), user)
        command = [find_program("mosquitto"), "-c", str(folder / "mosquitto.conf")]
        process = ServerProcess(command, log=Path(made) / "server.log", user=user)
        process.spawn()
        try:
            process.wait_until(lambda: socket.create_connection(("127.0.0.1", server.tls_port), 5).close(), OSError)
            yield server
        finally:
            process.stop()


def _configuration(server: MosquittoServer, folder: Path, certificates: Certificates) -> str:
    tls = [
        f"cafile {certificates.ca}",
        f"certfile {certificates.server.certificate}",
        f"keyfile {folder / 'server.key'}",
    ]
    lines = [
        "persistence false",
        "allow_anonymous false",
        f"plugin {_plugin()}",
        f"plugin_opt_config_file {folder / 'security.json'}",
        f"listener {server.port} 127.0.0.1",
        *(f"listener {server.tls_port} 127.0.0.1", *tls),
        *(f"listener {server.certificate_port} 127.0.0.1", *tls, "require_certificate true"),
        "use_identity_as_username true",
    ]
    return "".join(f"{line}\n" for line in lines)


def _security(server: MosquittoServer) -> dict[str, Any]:
    rights = [{"acltype": "subscribePattern", "topic": "sensors/#", "priority": 0, "allow": True}]
    return {
        "defaultACLAccess": {
            "publishClientSend": False,
            "publishClientReceive": True,
            "subscribe": False,
            "unsubscribe": True,
        },
        "clients": [
            {"username": server.reader, **_hashed(server.password), "roles": [{"rolename": "reader"}]},
            {"username": "client", "roles": [{"rolename": "reader"}]},
        ],
        "roles": [{"rolename": "reader", "acls": rights}],
    }


def _hashed(password: str) -> dict[str, Any]:
    salt = secrets.token_bytes(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS)
    return {
        "password": base64.b64encode(digest).decode(),
        "salt": base64.b64encode(salt).decode(),
        "iterations": ITERATIONS,
    }


def _plugin() -> Path:
    found = next(Path("/usr/lib").glob(f"*/{PLUGIN}"), None) or next(Path("/usr/lib").glob(PLUGIN), None)
    if found is None:
        raise PeerFailed(f"{PLUGIN} is not installed: run scripts/install_peers.sh")
    return found
