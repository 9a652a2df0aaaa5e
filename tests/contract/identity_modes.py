"""One running service for each way to say who is calling, and how a caller of a tenant and role says it there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import requests
import yaml
from cryptography import x509

from tests.e2e.service import Service, service_in
from tests.identity import issuer
from tests.peers.certificates import Authority, Pair

SPIFFE = "spiffe://prod.example.com/tenant/{tenant}/role/{role}/user/matrix"
MODES = ("headers", "jwt", "mtls")


@dataclass(frozen=True, slots=True)
class Caller:
    """What a caller sends with every call, and what it shows when it connects."""

    channel: grpc.Channel
    session: requests.Session
    metadata: Mapping[str, str]
    verify: Path | bool
    cert: tuple[str, str] | None


@dataclass(slots=True)
class Mode:
    """A running service. `caller(tenant, role)` is kept, so that each has one connection."""

    name: str
    service: Service
    _make: Callable[[str, str], Caller]
    _made: dict[tuple[str, str], Caller] = field(default_factory=dict)

    def caller(self, tenant: str, role: str) -> Caller:
        return self._made.setdefault((tenant, role), self._make(tenant, role))


@contextmanager
def running(name: str, folder: Path) -> Iterator[Mode]:
    authority = Authority(folder, f"ca-{name}")
    start = {"headers": _headers, "jwt": _jwt, "mtls": _mtls}[name]
    mode = start(folder, authority)
    mode.service.start()
    try:
        yield mode
    finally:
        mode.service.stop()


def _headers(folder: Path, _authority: Authority) -> Mode:
    service = service_in(folder / "service", workers="1")

    def caller(tenant: str, role: str) -> Caller:
        metadata = {"x-tenant-id": tenant, "x-role": role}
        return Caller(service.channel(), requests.Session(), metadata, True, None)

    return Mode("headers", service, caller)


def _jwt(folder: Path, authority: Authority) -> Mode:
    jwks = folder / "jwks.json"
    jwks.write_text(json.dumps({"keys": [issuer.public_jwk("ec", "ES256")]}))
    service = service_in(
        folder / "service",
        workers="1",
        auth="jwt",
        jwt_jwks=str(jwks),
        jwt_issuer=issuer.ISSUER,
        jwt_audience=issuer.AUDIENCE,
        **_tls(authority),
    )
    service.authorities = authority.pem
    channel = grpc.secure_channel(service.grpc_address, grpc.ssl_channel_credentials(authority.pem.read_bytes()))
    service.channels.append(channel)

    def caller(tenant: str, role: str) -> Caller:
        metadata = {"authorization": f"Bearer {issuer.token('ec', 'ES256', tenant=tenant, role=role)}"}
        return Caller(channel, requests.Session(), metadata, authority.pem, None)

    return Mode("jwt", service, caller)


def _mtls(folder: Path, authority: Authority) -> Mode:
    principals = folder / "principals.yaml"
    principals.write_text(
        yaml.safe_dump({"principals": [{"uri": SPIFFE.replace("matrix", "{user}")}]}),
    )
    service = service_in(
        folder / "service",
        workers="1",
        auth="mtls",
        mtls_principals=str(principals),
        tls_client_ca=str(authority.pem),
        **_tls(authority),
    )
    nobody = authority.issue("nobody")
    service.authorities, service.client = authority.pem, (nobody.certificate, nobody.key)

    def caller(tenant: str, role: str) -> Caller:
        name = x509.UniformResourceIdentifier(SPIFFE.format(tenant=tenant, role=role))
        pair = authority.issue(f"{tenant}-{role}", (name,))
        cert = (str(pair.certificate), str(pair.key))
        channel = grpc.secure_channel(service.grpc_address, _credentials(authority, pair))
        service.channels.append(channel)
        return Caller(channel, requests.Session(), {}, authority.pem, cert)

    return Mode("mtls", service, caller)


def _tls(authority: Authority) -> dict[str, str]:
    pair = authority.issue("listener")
    return {"tls_certificate": str(pair.certificate), "tls_key": str(pair.key)}


def _credentials(authority: Authority, pair: Pair) -> grpc.ChannelCredentials:
    return grpc.ssl_channel_credentials(
        authority.pem.read_bytes(), pair.key.read_bytes(), pair.certificate.read_bytes()
    )
