"""Types that an installed package adds."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.connector_types.plugin_package import ROOT, documented_plugin, installed
from tests.connector_types.test_own_types import Tenant
from tests.e2e.service import Service, environment


@pytest.fixture
def gopher() -> Iterator[int]:
    """Answers any selector with a menu of one line."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            with sock:
                sock.recv(100)
                sock.sendall(b"0About\t/about\t127.0.0.1\t70\r\n.\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def test_the_documented_plug_in_is_listed_and_tests_connectors_in_confinement(
    tmp_path: Path,
    gopher: int,
    start_service: Callable[..., Service],
    monkeypatch: pytest.MonkeyPatch,
    tenant: str,
) -> None:
    python = installed(tmp_path, documented_plugin() + LISTENER)
    monkeypatch.setattr("sys.executable", str(python))
    acting = Tenant(start_service(workers="1", egress_allow=f"127.0.0.1:{gopher}"), tenant)
    shown = acting.call("GET", "/connector-types/gopher").json()
    assert (shown["title"], shown["documentationUrl"]) == ("Gopher", "https://www.rfc-editor.org/rfc/rfc1436")
    assert shown["configSchema"]["properties"]["port"]["maximum"] == 65535

    def tested(**config: object) -> dict[str, object]:
        body = {"name": str(config), "type": "gopher", "config": config}
        return acting.test(acting.call("POST", "/connectors", body).json()["id"])

    reached = tested(host="127.0.0.1", port=gopher)
    assert (reached["success"], reached["verifiedLevel"]) == (True, "RESOURCE_READABLE"), reached
    assert tested(host="127.0.0.1", port=9)["reason"] == "EGRESS_DENIED"
    # What goes round the dialler is stopped by the child's own bounds.
    assert tested(host="round-the-guard.test", port=gopher)["reason"] == "EGRESS_DENIED"


LISTENER = """

_documented = probe


def probe(target, context):
    if target.parameters["host"] == "round-the-guard.test":
        import socket
        socket.create_connection(("127.0.0.1", target.parameters["port"])).close()
        return Finding()
    return _documented(target, context)
"""


@pytest.fixture(scope="module")
def environment_of_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its plug-in is each test's to write."""
    return installed(tmp_path_factory.mktemp("plugin"), "")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise RuntimeError('out of gophers')", "out of gophers"),
        ("TYPE = 5", "expected a ConnectorType"),
        ("", "TYPE"),
        (
            "from probes.connector_type import ConnectorType\nTYPE = ConnectorType('mysql', 'M', 'x')",
            "mysql already",
        ),
    ],
)
def test_a_broken_plug_in_stops_the_start_in_one_line(
    environment_of_one: Path, tmp_path: Path, code: str, reason: str
) -> None:
    next(environment_of_one.parents[1].glob("lib/python*/site-packages/connectors_gopher.py")).write_text(code)
    started = subprocess.run(
        [environment_of_one, "-m", "server", "serve"],
        cwd=ROOT,
        env=environment(data_dir=str(tmp_path / "data"), grpc_address="", rest_address="127.0.0.1:0"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.returncode == 1, started.stderr
    [line] = started.stderr.splitlines()
    assert "plug-in gopher of connectors-gopher 1.0" in line
    assert reason in line
