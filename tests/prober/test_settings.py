"""What `serve --prober` and `serve --api` may be started with, and what stops the start in one line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from server.settings import Part, WrongSetting, load
from tests.e2e.service import Service, environment, serve_command, service_in
from tests.peers.certificates import Authority, Certificates

TLS = {"CONNECTORS_TLS_CERTIFICATE": "tls.crt", "CONNECTORS_TLS_KEY": "tls.key"}
TAKES = {"CONNECTORS_PROBER_CLIENT_CA": "services.pem"}
OPEN = {"CONNECTORS_PROBER_ADDRESS": "0.0.0.0:50061"}
UPSTREAM = {"CONNECTORS_PROBER_UPSTREAM": "prober.example.com:50061"}
SHOWN = {
    "CONNECTORS_PROBER_UPSTREAM_CA": "probers.pem",
    "CONNECTORS_PROBER_UPSTREAM_CERTIFICATE": "service.crt",
    "CONNECTORS_PROBER_UPSTREAM_KEY": "service.key",
}
HERE = {"CONNECTORS_PROBER_UPSTREAM": "127.0.0.1:50061"}


@pytest.mark.parametrize(
    ("part", "environ"),
    [
        (Part.PROBER, {}),
        (Part.PROBER, OPEN | TLS | TAKES),
        (Part.PROBER, TLS | TAKES),
        (Part.PROBER, OPEN | TLS | TAKES | {"CONNECTORS_REST_ADDRESS": "0.0.0.0:8080"}),
        (Part.PROBER, {"CONNECTORS_EGRESS_ALLOW": "10.0.0.0/8"}),
        # Of a service: nothing to a prober.
        (Part.PROBER, {"CONNECTORS_AUTH": "jwt", "CONNECTORS_GRPC_ADDRESS": "0.0.0.0:50051"}),
        (Part.API, HERE),
        (Part.API, UPSTREAM | SHOWN),
        (Part.API, HERE | SHOWN),
        (Part.ALL, HERE),
        (Part.ALL, {}),
    ],
)
def test_what_each_part_takes(part: Part, environ: dict[str, str]) -> None:
    assert load(environ, part).part is part


@pytest.mark.parametrize(
    ("part", "environ", "name"),
    [
        (Part.PROBER, OPEN, "TLS_CERTIFICATE"),
        (Part.PROBER, OPEN | TLS, "PROBER_CLIENT_CA"),
        (Part.PROBER, OPEN | TAKES, "TLS_CERTIFICATE"),
        (Part.PROBER, OPEN | {"CONNECTORS_PLAINTEXT_BEYOND_LOOPBACK": "true"}, "TLS_CERTIFICATE"),
        (Part.PROBER, TLS, "PROBER_CLIENT_CA"),
        (Part.PROBER, TAKES, "TLS_CERTIFICATE"),
        (Part.PROBER, {"CONNECTORS_TLS_CERTIFICATE": "tls.crt"} | TAKES, "TLS_KEY"),
        (Part.PROBER, {"CONNECTORS_PROBER_ADDRESS": ""}, "PROBER_ADDRESS"),
        (Part.PROBER, {"CONNECTORS_REST_ADDRESS": "0.0.0.0:8080"}, "REST_ADDRESS"),
        (Part.PROBER, HERE, "PROBER_UPSTREAM"),
        (Part.PROBER, {"CONNECTORS_REST_UPSTREAM": "127.0.0.1:50051"}, "REST_UPSTREAM"),
        (Part.API, {}, "PROBER_UPSTREAM"),
        (Part.API, UPSTREAM, "PROBER_UPSTREAM_CA"),
        (Part.API, UPSTREAM | {"CONNECTORS_PLAINTEXT_BEYOND_LOOPBACK": "true"}, "PROBER_UPSTREAM_CA"),
        *((Part.API, UPSTREAM | {**SHOWN, name: ""}, name.removeprefix("CONNECTORS_")) for name in SHOWN),
        *((Part.ALL, {name: path}, name.removeprefix("CONNECTORS_")) for name, path in SHOWN.items()),
        (Part.API, HERE | {"CONNECTORS_REST_UPSTREAM": "127.0.0.1:50051"}, "PROBER_UPSTREAM"),
        # Rules that would hold for nothing.
        (Part.API, HERE | {"CONNECTORS_EGRESS_ALLOW": "10.0.0.0/8"}, "EGRESS_ALLOW"),
        (Part.ALL, HERE | {"CONNECTORS_EGRESS_DENY": "10.0.0.1"}, "EGRESS_DENY"),
        (Part.ALL, HERE | {"CONNECTORS_EGRESS_TENANTS": "rules.json"}, "EGRESS_TENANTS"),
        (Part.ALL, HERE | {"CONNECTORS_EGRESS_PROXY": "http://u:s3cr3t@proxy:3128"}, "EGRESS_PROXY"),
    ],
)
def test_what_leaves_a_door_open_or_means_nothing_is_named(part: Part, environ: dict[str, str], name: str) -> None:
    with pytest.raises(WrongSetting) as refusal:
        load(environ, part)
    assert str(refusal.value).startswith(f"CONNECTORS_{name}")
    assert "\n" not in str(refusal.value)
    assert "s3cr3t" not in str(refusal.value)


def test_a_prober_has_no_pages_unless_they_are_asked_for() -> None:
    assert load({}, Part.PROBER).rest_address == ""
    assert load({"CONNECTORS_REST_ADDRESS": "127.0.0.1:8080"}, Part.PROBER).rest_address == "127.0.0.1:8080"
    assert load({}).rest_address == "127.0.0.1:8080"


def start(service: Service, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What must not start, to its end."""
    return subprocess.run(
        [*serve_command(), *arguments],
        env=dict(service.environ),
        cwd=service.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_one_line(refused: subprocess.CompletedProcess[str], *named: str) -> None:
    assert (refused.returncode, refused.stdout) == (2, ""), refused
    assert len(refused.stderr.splitlines()) == 1, refused.stderr
    for word in named:
        assert word in refused.stderr


def test_one_part_at_a_time(tmp_path: Path) -> None:
    assert_one_line(start(service_in(tmp_path), "--api", "--prober"), "--api", "--prober")


def test_a_prober_with_a_prober_is_refused(tmp_path: Path) -> None:
    service = service_in(tmp_path, prober_upstream="127.0.0.1:50061")
    assert_one_line(start(service, "--prober"), "CONNECTORS_PROBER_UPSTREAM")


def test_an_api_without_a_prober_is_refused_and_touches_nothing(tmp_path: Path) -> None:
    assert_one_line(start(service_in(tmp_path), "--api"), "CONNECTORS_PROBER_UPSTREAM")
    assert list(tmp_path.rglob("*.db")) == []


@pytest.mark.parametrize("name", ["egress_allow", "egress_deny", "egress_proxy"])
def test_the_probers_own_rules_are_read_before_it_serves(tmp_path: Path, name: str) -> None:
    service = service_in(tmp_path, **{name: "http://[/99"})
    assert_one_line(start(service, "--prober"), f"CONNECTORS_{name.upper()}")


def test_certificate_files_are_judged_before_anything_serves(tmp_path: Path, certificates: Certificates) -> None:
    """Each by the name of its own setting."""
    pair, other = certificates.server, Authority(tmp_path, "other").issue("other")
    of_prober = {"tls_certificate": pair.certificate, "tls_key": pair.key, "prober_client_ca": Path("/dev/null")}
    refused = start(_with(tmp_path / "a", of_prober), "--prober")
    assert_one_line(refused, "CONNECTORS_PROBER_CLIENT_CA: expected certificates in PEM")
    of_api = {
        "prober_upstream_ca": certificates.ca,
        "prober_upstream_certificate": pair.certificate,
        "prober_upstream_key": other.key,
    }
    refused = start(_with(tmp_path / "b", of_api, prober_upstream="127.0.0.1:50061"), "--api")
    assert_one_line(refused, "CONNECTORS_PROBER_UPSTREAM_KEY: not the key of the first certificate")
    assert list(tmp_path.rglob("*.db")) == []


def _with(folder: Path, files: dict[str, Path], **settings: str) -> Service:
    return service_in(folder, **{name: str(path) for name, path in files.items()}, **settings)


def test_the_words_are_in_the_help() -> None:
    command = [*serve_command(), "--help"]
    shown = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=60, check=True).stdout
    assert "--api" in shown
    assert "--prober" in shown
