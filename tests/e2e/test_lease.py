"""The lease of credentials: on its own listener, to the certificates of services, for what the operator allows."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
import requests
import yaml
from cryptography import x509
from google.protobuf.json_format import MessageToDict
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from connectors.v1 import lease_pb2 as pb
from server.settings import WrongSetting, load
from tests.contract.transport import grpc_refusal
from tests.e2e.service import Service, service_in
from tests.peers.certificates import Authority, Pair
from tests.peers.process import free_port

METHOD = "/connectors.v1.CredentialLeaseService/LeaseCredentials"
SPIFFE = "spiffe://prod.example.com/tenant/{tenant}/role/{role}/user/{user}"
SECRET, HIDDEN = "s3cret-of-the-warehouse", "hidden-in-the-dsn"
CONFIG = {"host": "db.example.com", "connectionString": f"postgresql://reader:{HIDDEN}@db.example.com:5432/orders"}


@dataclass(frozen=True)
class World:
    """The running service, the authority of the services that lease, and where they lease."""

    service: Service
    authority: Authority
    pipelines: Authority
    address: str

    def lease(self, connector_id: str, tenant: str, role: str = "service") -> Any:
        name = x509.UniformResourceIdentifier(SPIFFE.format(tenant=tenant, role=role, user="etl"))
        return self.ask(connector_id, self.pipelines.issue(f"{tenant}-{role}", (name,)))

    def ask(self, connector_id: str, pair: Pair | None, address: str = "") -> Any:
        shown = (pair.key.read_bytes(), pair.certificate.read_bytes()) if pair else (None, None)
        credentials = grpc.ssl_channel_credentials(self.authority.pem.read_bytes(), *shown)
        with grpc.secure_channel(address or self.address, credentials) as channel:
            call = channel.unary_unary(
                METHOD,
                request_serializer=pb.LeaseCredentialsRequest.SerializeToString,
                response_deserializer=pb.LeaseCredentialsResponse.FromString,
            )
            return call(pb.LeaseCredentialsRequest(id=connector_id), timeout=20)

    def rest(self, verb: str, path: str, tenant: str, **options: Any) -> Any:
        answer = requests.request(
            verb,
            f"https://{self.service.rest_address}{path}",
            headers={"X-Tenant-Id": tenant},
            verify=str(self.authority.pem),
            timeout=20,
            **options,
        )
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def create(self, tenant: str, name: str, **request: Any) -> str:
        made = self.rest("POST", "/api/v1/connectors", tenant, json={"name": name, "type": "postgresql", **request})
        return str(made["id"])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("lease")
    authority, pipelines = Authority(folder, "ca-listener"), Authority(folder, "ca-pipelines")
    principals, pair = folder / "principals.yaml", authority.issue("listener")
    principals.write_text(yaml.safe_dump({"principals": [{"uri": SPIFFE}]}))
    address = f"127.0.0.1:{free_port()}"
    service = service_in(
        folder / "service",
        tls_certificate=str(pair.certificate),
        tls_key=str(pair.key),
        lease_address=address,
        lease_client_ca=str(pipelines.pem),
        lease_allow="acme/postgresql, zeta/*",
        mtls_principals=str(principals),
    )
    service.authorities = authority.pem
    service.start()
    yield World(service, authority, pipelines, address)
    service.stop()


def test_a_service_gets_all_that_the_connector_needs_for_a_while(world: World) -> None:
    made = world.create("acme", "leased", config=CONFIG, authMethod="password", authConfig={"password": SECRET})
    lease = world.lease(made, "acme")
    assert (lease.id, lease.type, lease.auth_method, lease.credential_version) == (made, "postgresql", "password", 1)
    assert MessageToDict(lease.config) == CONFIG
    assert MessageToDict(lease.auth_config) == {"password": SECRET}
    assert 0 < lease.expires_at.ToSeconds() - time.time() <= 300


def test_every_lease_is_on_record(world: World) -> None:
    made = world.create("acme", "recorded", authConfig={"password": SECRET})
    world.lease(made, "acme")
    with pytest.raises(grpc.RpcError):
        world.lease(made, "acme", role="editor")
    trail = world.rest("GET", f"/api/v1/audit-events?connectorId={made}&method=LeaseCredentials", "acme")["data"]
    assert [(event["user"], event["role"], event["outcome"]) for event in trail] == [
        ("etl", "editor", "PERMISSION_DENIED"),
        ("etl", "service", "OK"),
    ]


@pytest.mark.parametrize(
    ("tenant", "role", "code", "reason"),
    [
        ("acme", "admin", grpc.StatusCode.PERMISSION_DENIED, "ROLE_NOT_ALLOWED"),
        ("acme", "editor", grpc.StatusCode.PERMISSION_DENIED, "ROLE_NOT_ALLOWED"),
        ("zeta", "service", grpc.StatusCode.NOT_FOUND, "CONNECTOR_NOT_FOUND"),
    ],
)
def test_nobody_else_gets_them(world: World, tenant: str, role: str, code: grpc.StatusCode, reason: str) -> None:
    made = world.create("acme", f"kept from {tenant} {role}", authConfig={"password": SECRET})
    with pytest.raises(grpc.RpcError) as refusal:
        world.lease(made, tenant, role)
    assert refusal.value.code() is code
    assert grpc_refusal(refusal.value).reason == reason


def test_only_what_the_operator_allows_is_leased(world: World) -> None:
    made = world.create("acme", "not allowed", type="mysql", authConfig={"password": SECRET})
    with pytest.raises(grpc.RpcError) as refusal:
        world.lease(made, "acme")
    assert grpc_refusal(refusal.value).reason == "LEASE_NOT_ALLOWED"
    other = world.create("zeta", "allowed", type="mysql", authConfig={"password": SECRET})
    assert MessageToDict(world.lease(other, "zeta").auth_config) == {"password": SECRET}


def test_without_credentials_there_is_nothing_to_lease(world: World) -> None:
    with pytest.raises(grpc.RpcError) as refusal:
        world.lease(world.create("acme", "bare"), "acme")
    assert refusal.value.code() is grpc.StatusCode.FAILED_PRECONDITION


@pytest.mark.parametrize("shown", ["none", "of another authority"])
def test_without_a_certificate_of_its_authority_the_listener_says_nothing(world: World, shown: str) -> None:
    pair = None if shown == "none" else world.authority.issue("stranger")
    with pytest.raises(grpc.RpcError) as refusal:
        world.ask("conn_0", pair)
    assert refusal.value.code() is grpc.StatusCode.UNAVAILABLE


def test_it_is_nowhere_else(world: World) -> None:
    with pytest.raises(grpc.RpcError) as refusal:
        world.ask("conn_0", None, world.service.grpc_address)
    assert refusal.value.code() is grpc.StatusCode.UNIMPLEMENTED
    credentials = grpc.ssl_channel_credentials(world.authority.pem.read_bytes())
    with grpc.secure_channel(world.service.grpc_address, credentials) as channel:
        assert not [name for name in ProtoReflectionDescriptorDatabase(channel).get_services() if "Lease" in name]
    assert "Lease" not in json.dumps(world.rest("GET", "/openapi.json", "acme"))


def test_no_log_line_holds_what_was_leased(world: World) -> None:
    made = world.create("acme", "logged", config=CONFIG, authConfig={"password": SECRET})
    world.lease(made, "acme")
    log = world.service.log.read_text()
    assert "LeaseCredentials" in log
    assert SECRET not in log
    assert HIDDEN not in log


@pytest.mark.parametrize("missing", ["TLS_CERTIFICATE", "LEASE_CLIENT_CA", "MTLS_PRINCIPALS", "LEASE_ALLOW"])
def test_the_listener_is_refused_without_what_guards_it(missing: str, tmp_path: Path) -> None:
    environ = {
        "CONNECTORS_LEASE_ADDRESS": "127.0.0.1:50099",
        "CONNECTORS_TLS_CERTIFICATE": "c.pem",
        "CONNECTORS_TLS_KEY": "k.pem",
        "CONNECTORS_LEASE_CLIENT_CA": "ca.pem",
        "CONNECTORS_MTLS_PRINCIPALS": "p.yaml",
        "CONNECTORS_LEASE_ALLOW": "acme/*",
    }
    load(environ)
    del environ[f"CONNECTORS_{missing}"]
    if missing == "TLS_CERTIFICATE":
        del environ["CONNECTORS_TLS_KEY"]
    with pytest.raises(WrongSetting, match=f"CONNECTORS_{missing}"):
        load(environ)


@pytest.mark.parametrize("pairs", ["acme", "acme/", "/postgresql", "a/b/c"])
def test_what_is_allowed_is_pairs(pairs: str) -> None:
    with pytest.raises(WrongSetting, match="CONNECTORS_LEASE_ALLOW: expected tenant/type pairs"):
        load({"CONNECTORS_LEASE_ALLOW": pairs})
