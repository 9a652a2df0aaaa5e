"""A real OpenLDAP: StartTLS and LDAPS, a reader, an entry that the reader may not see."""

from __future__ import annotations

import contextlib
import secrets
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.peers.certificates import Certificates
from tests.peers.process import ServerProcess, find_program, free_port, own_file, own_folder, run_once, service_user

BASE = "dc=example,dc=com"
LDIF = """dn: dc=example,dc=com
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: cn=reader,dc=example,dc=com
objectClass: person
cn: reader
sn: reader
userPassword: {password}

dn: ou=payroll,dc=example,dc=com
objectClass: organizationalUnit
ou: payroll
"""


@dataclass(frozen=True, slots=True)
class SlapdServer:
    """`reader` (a DN) may read the base; the entry `closed` it may find and not read. Nobody logs in in clear text."""

    port: int
    tls_port: int
    base: str
    closed: str
    reader: str
    password: str = field(repr=False)
    ca: Path


@contextlib.contextmanager
def slapd_server(certificates: Certificates) -> Iterator[SlapdServer]:
    user = service_user("openldap")
    server = SlapdServer(
        free_port(),
        free_port(),
        BASE,
        f"ou=payroll,{BASE}",
        f"cn=reader,{BASE}",
        secrets.token_hex(12),
        certificates.ca,
    )
    with tempfile.TemporaryDirectory(prefix="peers-slapd-") as made:
        Path(made).chmod(0o711)
        folder, log = own_folder(Path(made) / "slapd", user), Path(made) / "server.log"
        own_folder(folder / "data", user)
        own_file(folder / "server.key", certificates.server.key.read_bytes(), user)
        own_file(folder / "slapd.conf", _configuration(folder, certificates).encode(), user)
        own_file(folder / "all.ldif", LDIF.format(password=server.password).encode(), user)
        run_once(user, [find_program("slapadd"), "-f", str(folder / "slapd.conf"), "-l", str(folder / "all.ldif")], log)
        where = f"ldap://127.0.0.1:{server.port} ldaps://127.0.0.1:{server.tls_port}"
        command = [find_program("slapd"), "-f", str(folder / "slapd.conf"), "-h", where, "-d", "0"]
        process = ServerProcess(command, log=log, user=user)
        process.spawn()
        try:
            process.wait_until(lambda: socket.create_connection(("127.0.0.1", server.tls_port), 5).close(), OSError)
            yield server
        finally:
            process.stop()


def _configuration(folder: Path, certificates: Certificates) -> str:
    return f"""include /etc/ldap/schema/core.schema
modulepath {_modules()}
moduleload back_mdb
pidfile {folder}/slapd.pid
TLSCACertificateFile {certificates.ca}
TLSCertificateFile {certificates.server.certificate}
TLSCertificateKeyFile {folder}/server.key
disallow bind_anon
security simple_bind=128
database mdb
suffix "{BASE}"
directory {folder}/data
access to dn.base="ou=payroll,{BASE}" by * disclose
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
"""


def _modules() -> str:
    return next(str(path) for path in (Path("/usr/lib/ldap"), Path("/usr/lib/openldap")) if path.is_dir())
