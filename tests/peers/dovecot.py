"""A real Dovecot: IMAP with STARTTLS and from the first byte, a reader, a mailbox that the reader may not open."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import secrets
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.peers.certificates import Certificates
from tests.peers.process import ServerProcess, find_program, free_port, give, service_user

MAIL = "From: a@example.com\nSubject: hello\n\nhello\n"


@dataclass(frozen=True, slots=True)
class DovecotServer:
    """`reader` has a message in its INBOX and no right on `closed`."""

    port: int
    tls_port: int
    closed: str
    reader: str
    password: str = field(repr=False)
    ca: Path


@contextlib.contextmanager
def dovecot_server(certificates: Certificates) -> Iterator[DovecotServer]:
    """Dovecot changes users by itself: its master is root where we are, and all its parts run as one other user."""
    user = service_user("nobody")
    server = DovecotServer(free_port(), free_port(), "payroll", "reader", secrets.token_hex(12), certificates.ca)
    with tempfile.TemporaryDirectory(prefix="peers-dovecot-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        _fill(folder, server, user)
        (folder / "users").write_text(f"{server.reader}:{{PLAIN}}{server.password}::::::\n")
        (folder / "dovecot.conf").write_text(_configuration(folder, server, certificates, user))
        master = "root" if os.geteuid() == 0 else user
        process = ServerProcess(
            [find_program("dovecot"), "-F", "-c", str(folder / "dovecot.conf")], log=folder / "server.log", user=master
        )
        process.spawn()
        try:
            process.wait_until(lambda: socket.create_connection(("127.0.0.1", server.tls_port), 5).close(), OSError)
            yield server
        finally:
            process.stop()


def _fill(folder: Path, server: DovecotServer, user: str) -> None:
    box = folder / "mail" / server.reader
    for part in ("cur", "new", "tmp", f".{server.closed}/cur", f".{server.closed}/new", f".{server.closed}/tmp"):
        (box / part).mkdir(parents=True)
    (box / "new" / "1.1.host").write_text(MAIL)
    (box / f".{server.closed}" / "dovecot-acl").write_text(f"user={server.reader} l\n")
    for path in [folder / "mail", *(folder / "mail").rglob("*")]:
        give(path, user, 0o755 if path.is_dir() else 0o644)


def _configuration(folder: Path, server: DovecotServer, certificates: Certificates, user: str) -> str:
    return f"""protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {_group(user)}
disable_plaintext_auth = yes
auth_mechanisms = plain login cram-md5
auth_failure_delay = 0
ssl = yes
ssl_cert = <{certificates.server.certificate}
ssl_key = <{certificates.server.key}
mail_location = maildir:{folder}/mail/%u
mail_plugins = acl
plugin {{
  acl = vfile
}}
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
  override_fields = uid={user} gid={_group(user)} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {server.port}
  }}
  inet_listener imaps {{
    port = {server.tls_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


def _group(user: str) -> str:
    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
