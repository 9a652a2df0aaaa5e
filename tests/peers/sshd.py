"""A real OpenSSH server with SFTP, whose users are made for the run and removed after it.

It checks passwords of users that are not its own, so it runs as root, or not at all.
"""

from __future__ import annotations

import base64
import os
import pwd
import secrets
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as new_ecdsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from probes.protocols.ssh_keys import PrivateKey, fingerprint_of
from tests.peers.certificates import Certificates
from tests.peers.process import PeerFailed, ServerProcess, find_program, free_port, own_file, own_folder

PRIVILEGE_SEPARATION = Path("/run/sshd")  # compiled into Debian's sshd
TRIES = 50  # useradd gives up when another holds the lock on /etc/passwd

CONFIGURATION = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_ed25519
HostKey {folder}/host_ecdsa
PidFile none
UsePAM no
StrictModes no
UseDNS no
AuthorizedKeysFile {folder}/authorized_keys
AllowUsers {reader} {both} {no_files}
PermitRootLogin no
MaxStartups 100
LogLevel VERBOSE
Subsystem sftp internal-sftp
Match User {both}
    AuthenticationMethods publickey,password
Match User {no_files}
    ForceCommand /bin/false
    AllowTcpForwarding no
Match User {reader}
    AllowTcpForwarding yes
"""


@dataclass(frozen=True, slots=True)
class SshServer:
    """Where it is, what it shows, and who may enter.

    `reader` enters with `password` or `private_key` and finds `folder` (2 files), `empty_folder`, `file`, and
    `locked_folder` and `locked_file` of someone else. `both` needs password and key. `no_files` gets neither SFTP nor
    forwarding.
    The server's host keys: an Ed25519 one, which it shows to those who do not ask, and an ECDSA one.
    """

    host: str
    port: int
    reader: str
    both: str
    no_files: str
    password: str = field(repr=False)
    private_key: str = field(repr=False)
    folder: str
    empty_folder: str
    file: str
    locked_folder: str
    locked_file: str
    host_key: str
    fingerprint: str
    other_fingerprint: str


class SshdPeer:
    name = "sshd"
    description = SshServer

    def __init__(self, folder: Path, _certificates: Certificates) -> None:
        self._folder = folder
        self._files = folder / "files"
        self._process: ServerProcess | None = None
        self._made: list[str] = []
        run = secrets.token_hex(4)
        host, other = Ed25519PrivateKey.generate(), new_ecdsa(SECP256R1())
        self._keys: dict[str, PrivateKey] = {"host_ed25519": host, "host_ecdsa": other}
        self._user_key = Ed25519PrivateKey.generate()
        self._server = SshServer(
            host="127.0.0.1",
            port=free_port(),
            reader=f"peer-{run}-reader",
            both=f"peer-{run}-both",
            no_files=f"peer-{run}-none",
            password=secrets.token_hex(16),
            private_key=_private(self._user_key),
            folder=str(self._files / "outgoing"),
            empty_folder=str(self._files / "empty"),
            file=str(self._files / "outgoing" / "a.csv"),
            locked_folder=str(self._files / "locked"),
            locked_file=str(self._files / "locked.csv"),
            host_key=_public(host),
            fingerprint=_fingerprint(host),
            other_fingerprint=_fingerprint(other),
        )

    def prepare(self) -> None:
        if os.geteuid() != 0:
            raise PeerFailed("sshd checks the passwords of other users as root only: run the tests as root")
        server = self._server
        PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
        own_folder(self._folder, "root").chmod(0o755)
        for name, key in self._keys.items():
            own_file(self._folder / name, _private(key).encode(), "root")
        own_file(self._folder / "authorized_keys", _public(self._user_key).encode(), "root").chmod(0o644)
        settings = {"folder": self._folder, "port": server.port, "reader": server.reader}
        settings |= {"both": server.both, "no_files": server.no_files}
        own_file(self._folder / "sshd_config", CONFIGURATION.format(**settings).encode(), "root")
        for path in (server.folder, server.empty_folder, server.locked_folder):
            Path(path).mkdir(parents=True)
        for name in ("a.csv", "b.csv"):
            (Path(server.folder) / name).write_text("id,name\n1,Ada\n")
        own_file(Path(server.locked_file), b"id\n", "root")
        Path(server.locked_folder).chmod(0o700)
        for user in (server.reader, server.both, server.no_files):
            self._make(user)

    def spawn(self) -> None:
        command = [find_program("sshd"), "-D", "-e", "-f", str(self._folder / "sshd_config")]
        self._process = ServerProcess(command, log=self._folder / "server.log", user="root")
        self._process.spawn()

    def settle(self) -> SshServer:
        if self._process is None:
            raise RuntimeError("spawn comes before settle")
        self._process.wait_until(self._greets, OSError)
        return self._server

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()
        for user in self._made:
            _patiently(["userdel", user])

    def _greets(self) -> None:
        with socket.create_connection((self._server.host, self._server.port), 5) as sock:
            if not sock.recv(4):
                raise ConnectionResetError

    def _make(self, user: str) -> None:
        home = str(self._files)
        _patiently(["useradd", "--no-create-home", "--home-dir", home, "--shell", "/bin/sh", "--no-user-group", user])
        self._made.append(user)
        _patiently(["chpasswd"], given=f"{user}:{self._server.password}")
        pwd.getpwnam(user)


def _patiently(command: list[str], given: str = "") -> None:
    program = find_program(command[0])
    for attempt in range(TRIES):
        done = subprocess.run([program, *command[1:]], input=given, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
        if "lock" not in done.stderr:
            break
        time.sleep(0.02 * (attempt + 1))
    raise PeerFailed(f"{command[0]} ended with {done.returncode}: {done.stderr}")


def _private(key: PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()


def _public(key: PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def _fingerprint(key: PrivateKey) -> str:
    return fingerprint_of(base64.b64decode(_public(key).split()[1]))
