"""A real Samba: signing required; a share for the reader, one for somebody else, a folder that is locked."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.peers.process import PeerFailed, ServerProcess, find_program, free_port, give, service_user


@dataclass(frozen=True, slots=True)
class SambaServer:
    """Shares: `exports` (with orders/2026.csv and the folder `locked`), and `payroll` for another user alone."""

    port: int
    reader: str
    password: str = field(repr=False)


@contextlib.contextmanager
def samba_server(highest: str = "SMB3_02") -> Iterator[SambaServer]:
    """`highest` in Samba's own words: SMB2_10, SMB3_02."""
    user = service_user("games", "nobody")
    server = SambaServer(free_port(), user, secrets.token_hex(12))
    with tempfile.TemporaryDirectory(prefix="peers-samba-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        for name in ("private", "lock", "state", "cache", "run", "rpc", "log"):
            (folder / name).mkdir(mode=0o755)
        _fill(folder / "exports", user)
        (folder / "smb.conf").write_text(_configuration(folder, server, highest))
        _set_password(folder / "smb.conf", server)
        command = [find_program("smbd"), "--foreground", "--no-process-group", "-s", str(folder / "smb.conf")]
        master = "root" if os.geteuid() == 0 else user
        process = ServerProcess(command, log=folder / "server.log", user=master)
        process.spawn()
        try:
            process.wait_until(lambda: socket.create_connection(("127.0.0.1", server.port), 5).close(), OSError)
            yield server
        finally:
            process.stop()


def _fill(share: Path, user: str) -> None:
    (share / "orders").mkdir(parents=True)
    (share / "orders" / "2026.csv").write_text("id\n")
    (share / "locked").mkdir()
    for path in [share, *share.rglob("*")]:
        give(path, user, 0o755 if path.is_dir() else 0o644)
    give(share / "locked", user, 0)


def _set_password(configuration: Path, server: SambaServer) -> None:
    given = f"{server.password}\n{server.password}\n"
    command = [find_program("smbpasswd"), "-c", str(configuration), "-s", "-a", server.reader]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode != 0:
        raise PeerFailed(f"smbpasswd ended with {done.returncode}: {done.stderr}")


def _configuration(folder: Path, server: SambaServer, highest: str) -> str:
    return f"""[global]
server role = standalone server
workgroup = TESTS
interfaces = 127.0.0.1
bind interfaces only = yes
smb ports = {server.port}
disable netbios = yes
private dir = {folder}/private
lock directory = {folder}/lock
state directory = {folder}/state
cache directory = {folder}/cache
pid directory = {folder}/run
ncalrpc dir = {folder}/rpc
log file = {folder}/log/%m
passdb backend = tdbsam:{folder}/private/passdb.tdb
server max protocol = {highest}
server signing = mandatory
map to guest = never
load printers = no
printing = bsd
printcap name = /dev/null
disable spoolss = yes
[exports]
path = {folder}/exports
read only = yes
valid users = {server.reader}
[payroll]
path = {folder}/exports
valid users = root
"""
