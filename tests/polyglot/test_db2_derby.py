"""Db2's probe against a real server of its protocol, Apache Derby's: `make test-polyglot` (Java 17, Maven).

https://db.apache.org/derby/docs/10.16/adminguide/cadminapps811302.html
"""

from __future__ import annotations

import getpass
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from probes.result import Level, Reason
from tests.peers.process import PeerFailed, ServerProcess, find_program, free_port
from tests.probes.probing import passed, run

VERSION = "10.16.1.1"  # the last one for Java 17
JARS = Path(__file__).resolve().parent.parent.parent / ".build" / f"derby-{VERSION}"
USER, PASSWORD = "reader", "derby-CANARY"
POM = "<project><modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>t</artifactId><version>1</version>"
POM += "<dependencies>"
for name in ("derbynet", "derbytools"):
    POM += f"<dependency><groupId>org.apache.derby</groupId><artifactId>{name}</artifactId>"
    POM += f"<version>{VERSION}</version></dependency>"
POM += "</dependencies></project>"


@pytest.fixture(scope="module")
def derby() -> Iterator[int]:
    """The port of a server with one database, `analytics`, that lets in USER alone."""
    if not (JARS / "libs").is_dir():
        JARS.mkdir(parents=True, exist_ok=True)
        (JARS / "pom.xml").write_text(POM)
        _done([find_program("mvn"), "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=libs"], JARS)
    with tempfile.TemporaryDirectory(prefix="peers-derby-") as name:
        folder = Path(name)
        java = [find_program("java"), f"-Dderby.system.home={folder}", "-cp", f"{JARS}/libs/*"]
        script = folder / "init.sql"
        script.write_text(f"connect 'jdbc:derby:analytics;create=true;user={USER};password={PASSWORD}';\nexit;\n")
        _done([*java, "org.apache.derby.tools.ij", str(script)], folder)
        (folder / "derby.properties").write_text(
            "derby.connection.requireAuthentication=true\nderby.authentication.provider=BUILTIN\n"
            f"derby.user.{USER}={PASSWORD}\n"
        )
        port = free_port()
        server = "org.apache.derby.drda.NetworkServerControl"
        command = [*java, server, "start", "-h", "127.0.0.1", "-p", str(port), "-noSecurityManager"]
        process = ServerProcess(command, log=folder / "server.log", user=getpass.getuser())
        process.spawn()
        try:
            process.wait_until(lambda: socket.create_connection(("127.0.0.1", port), 1).close(), OSError)
            yield port
        finally:
            process.stop()


def _done(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        raise PeerFailed(f"{command[0]} failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")


@pytest.mark.parametrize(
    ("database", "auth", "reason", "at"),
    [
        ("analytics", {}, None, None),
        ("analytics", {"password": "wrong-CANARY"}, Reason.AUTHENTICATION_FAILED, "authConfig.password"),
        ("analytics", {"username": "nobody"}, Reason.AUTHENTICATION_FAILED, "authConfig.password"),
        ("absent", {}, Reason.RESOURCE_NOT_FOUND, "config.database"),
    ],
)
def test_a_real_server_lets_in_and_keeps_out(
    derby: int, database: str, auth: dict[str, str], reason: Reason | None, at: str | None
) -> None:
    config = {"host": "127.0.0.1", "port": derby, "database": database, "sslMode": "disable"}
    result = run("db2", config, {"username": USER, "password": PASSWORD} | auth, port=derby, seconds=10.0)
    assert (result.reason, result.field) == (reason, at), result
    if reason is None:
        assert result.level is Level.AUTHORIZED
        assert passed(result)[-2:] == ["authenticate", "authorize"]
