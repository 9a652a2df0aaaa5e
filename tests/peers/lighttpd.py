"""A real WebDAV server: lighttpd over TLS; /basic and /digest want a login, /open does not, /closed lets nobody in."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.peers.certificates import Certificates
from tests.peers.process import ServerProcess, find_program, free_port, give, own_file, service_user

REALM = "files"


@dataclass(frozen=True, slots=True)
class WebdavServer:
    port: int
    user: str
    password: str = field(repr=False)
    ca: Path


@contextlib.contextmanager
def webdav_server(certificates: Certificates) -> Iterator[WebdavServer]:
    user = service_user("www-data")
    server = WebdavServer(free_port(), "reader", secrets.token_hex(12), certificates.ca)
    with tempfile.TemporaryDirectory(prefix="peers-webdav-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        for name in ("basic", "digest", "open", "closed"):
            (folder / "files" / name).mkdir(parents=True)
            (folder / "files" / name / "orders.csv").write_text("id\n1\n")
        for path in [folder / "files", *(folder / "files").rglob("*")]:
            give(path, user, 0o755 if path.is_dir() else 0o644)
        pair = certificates.server.certificate.read_bytes() + certificates.server.key.read_bytes()
        own_file(folder / "server.pem", pair, user)
        secret = hashlib.md5(f"{server.user}:{REALM}:{server.password}".encode(), usedforsecurity=False).hexdigest()
        own_file(folder / "users", f"{server.user}:{REALM}:{secret}\n".encode(), user)
        own_file(folder / "lighttpd.conf", _configuration(folder, server).encode(), user)
        command = [find_program("lighttpd"), "-D", "-f", str(folder / "lighttpd.conf")]
        process = ServerProcess(command, log=folder / "server.log", user=user)
        process.spawn()
        try:
            process.wait_until(lambda: socket.create_connection(("127.0.0.1", server.port), 5).close(), OSError)
            yield server
        finally:
            process.stop()


def _configuration(folder: Path, server: WebdavServer) -> str:
    rules = "\n".join(
        f'"/{method}" => ("method" => "{method}", "realm" => "{REALM}", "require" => "valid-user"),'
        for method in ("basic", "digest")
    )
    return f"""server.modules = ("mod_access", "mod_auth", "mod_authn_file", "mod_openssl", "mod_webdav")
server.document-root = "{folder}/files"
server.bind = "127.0.0.1"
server.port = {server.port}
ssl.engine = "enable"
ssl.pemfile = "{folder}/server.pem"
webdav.activate = "enable"
webdav.is-readonly = "enable"
auth.backend = "htdigest"
auth.backend.htdigest.userfile = "{folder}/users"
auth.require = (
{rules}
)
$HTTP["url"] =~ "^/closed" {{ url.access-deny = ("") }}
"""
