"""What stops a start: told in one line that names it, with an exit code, and nothing is touched."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from tests.e2e.service import Service, environment, serve_command, service_in
from tests.peers.certificates import Certificates

EXIT_FAILED = 1
EXIT_WRONG_SETTING = 2


def start(service: Service) -> subprocess.CompletedProcess[str]:
    """Starts what must not start, and waits for its end."""
    return subprocess.run(
        serve_command(),
        env=dict(service.environ),
        cwd=service.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def fingerprint(folder: Path) -> dict[str, str]:
    """Every file below a folder with its mode and content."""
    return {
        str(path.relative_to(folder)): f"{path.stat().st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_one_line(refused: subprocess.CompletedProcess[str], code: int, *named: str) -> None:
    assert refused.returncode == code, refused
    assert refused.stdout == ""
    lines = refused.stderr.splitlines()
    assert len(lines) == 1, refused.stderr
    for word in named:
        assert word in lines[0]


@pytest.fixture
def stopped(start_service: Callable[..., Service]) -> Service:
    """A service that has stored a connector with credentials and was stopped."""
    service = start_service(workers="1")
    body = {"name": "kept", "type": "csv", "authConfig": {"token": "t"}}
    requests.post(
        f"{service.url}/api/v1/connectors", json=body, headers={"X-Tenant-Id": "t"}, timeout=30
    ).raise_for_status()
    assert service.stop() == 0
    return service


def remove(key_file: Path) -> None:
    key_file.unlink()


def replace(key_file: Path) -> None:
    document = json.loads(key_file.read_text())
    document["keys"] = dict.fromkeys(document["keys"], "A" * 43 + "=")
    key_file.write_text(json.dumps(document))


def garble(key_file: Path) -> None:
    key_file.write_text("not a key file")


def open_to_the_world(key_file: Path) -> None:
    key_file.chmod(0o644)


@pytest.mark.parametrize("harm", [remove, replace, garble, open_to_the_world])
def test_a_key_file_that_cannot_be_used_stops_the_start_and_nothing_is_touched(
    stopped: Service, harm: Callable[[Path], None]
) -> None:
    key_file = stopped.data / "keyring.json"
    assert key_file.stat().st_mode & 0o777 == 0o600
    original = key_file.read_bytes()
    harm(key_file)
    before = fingerprint(stopped.data)
    assert_one_line(start(stopped), EXIT_FAILED, "key")
    assert fingerprint(stopped.data) == before
    # Put back, everything is as it was.
    key_file.write_bytes(original)
    key_file.chmod(0o600)
    stopped.start()
    listed = requests.get(f"{stopped.url}/api/v1/connectors", headers={"X-Tenant-Id": "t"}, timeout=30).json()
    assert [connector["name"] for connector in listed["data"]] == ["kept"]


def test_the_data_dir_and_its_key_file_are_for_their_owner_alone(stopped: Service) -> None:
    assert stopped.data.stat().st_mode & 0o777 == 0o700
    for path in stopped.data.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0 or path.parent != stopped.data, path


@pytest.mark.parametrize("name", ["grpc_address", "rest_address"])
def test_a_port_that_is_taken_is_told_in_one_line(
    start_service: Callable[..., Service], tmp_path: Path, name: str
) -> None:
    first = start_service(workers="1")
    taken = first.grpc_address if name == "grpc_address" else first.rest_address
    second = service_in(tmp_path / "second", **{name: taken})
    assert_one_line(start(second), EXIT_FAILED, taken.rpartition(":")[2])
    assert requests.get(f"{first.url}/readyz", timeout=30).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GRPC_ADRESS", "127.0.0.1:1"),
        ("WORKERS", "many"),
        ("WORKERS", "-1"),
        ("PROBE_TIMEOUT_SECONDS", "nan"),
        ("REST_ADDRESS", "8080"),
        ("REST_ADDRESS", "0.0.0.0:8080"),
        ("GRPC_ADDRESS", "[::]:50051"),
        ("DEFAULT_ROLE", "root"),
        ("LOG_LEVEL", "loud"),
        ("EGRESS_ALLOW", "10.0.0.0/99"),
        ("EGRESS_DENY", "http://example.com"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("REDIS_URL", "http://localhost"),
        ("DATA_DIR", "/dev/null/data"),
    ],
)
def test_a_setting_that_is_unknown_or_wrong_is_named(tmp_path: Path, name: str, value: str) -> None:
    service = service_in(tmp_path / "service", **{name.lower(): value})
    assert_one_line(start(service), EXIT_WRONG_SETTING, f"CONNECTORS_{name}")
    assert list(tmp_path.rglob("*.db")) == []


def test_a_secret_setting_that_is_wrong_is_not_shown(tmp_path: Path) -> None:
    service = service_in(tmp_path / "service", redis_url="http://user:canary-secret@localhost")
    assert "canary-secret" not in start(service).stderr


@pytest.mark.parametrize("arguments", [[], ["sreve"], ["serve", "--port", "1"]])
def test_wrong_usage_is_told(tmp_path: Path, arguments: list[str]) -> None:
    command = [*serve_command()[:-1], *arguments]
    done = subprocess.run(command, env=environment(), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "usage:" in done.stderr
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"tls_certificate": "expired.crt", "tls_key": "expired.key"}, "CONNECTORS_TLS_CERTIFICATE: expired on"),
        ({"tls_certificate": "server.crt", "tls_key": "client.key"}, "CONNECTORS_TLS_KEY: not the key of"),
        ({"auth": "jwt", "jwt_jwks": "/dev/null", "jwt_issuer": "i", "jwt_audience": "a"}, "CONNECTORS_JWT_JWKS: "),
        (
            {
                "auth": "mtls",
                "mtls_principals": "/dev/null",
                "tls_client_ca": "ca.crt",
                "tls_certificate": "server.crt",
                "tls_key": "server.key",
            },
            "CONNECTORS_MTLS_PRINCIPALS: ",
        ),
    ],
)
def test_tls_and_identity_files_that_cannot_be_used_stop_the_start(
    tmp_path: Path, certificates: Certificates, settings: dict[str, str], named: str
) -> None:
    folder = certificates.ca.parent
    found = {
        name: str(folder / value) if value.endswith((".crt", ".key")) else value for name, value in settings.items()
    }
    assert_one_line(start(service_in(tmp_path / "service", **found)), EXIT_WRONG_SETTING, named)
    assert list(tmp_path.rglob("*.db")) == []
