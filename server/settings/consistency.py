"""What single settings cannot tell: which of them contradict each other, or leave a door open."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import TYPE_CHECKING

from server.settings.table import PREFIX

if TYPE_CHECKING:
    from server.settings.load import Settings


def contradictions(settings: Settings) -> Iterator[str]:
    """Lines that each name the setting at fault."""
    yield from _what_is_served(settings)
    yield from _tls(settings)
    yield from _identity(settings)
    yield from _reach(settings)
    yield from _lease(settings)


def is_loopback(address: str) -> bool:
    """Whether a listen address (host:port) can be reached from this machine alone."""
    host = address.rpartition(":")[0].strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _what_is_served(settings: Settings) -> Iterator[str]:
    if not settings.grpc_address and not settings.rest_address:
        yield f"{PREFIX}GRPC_ADDRESS and {PREFIX}REST_ADDRESS are both empty: nothing to serve"
    if settings.rest_upstream and not settings.rest_address:
        yield f"{PREFIX}REST_UPSTREAM is set and {PREFIX}REST_ADDRESS is empty: nothing to forward from"
    if settings.rest_upstream_ca and not settings.rest_upstream:
        yield f"{PREFIX}REST_UPSTREAM_CA is set and {PREFIX}REST_UPSTREAM is empty: nothing to connect to"


def _tls(settings: Settings) -> Iterator[str]:
    if settings.tls_certificate and not settings.tls_key:
        yield f"{PREFIX}TLS_KEY is empty and {PREFIX}TLS_CERTIFICATE is set: a certificate is nothing without its key"
    if settings.tls_key and not settings.tls_certificate:
        yield f"{PREFIX}TLS_CERTIFICATE is empty and {PREFIX}TLS_KEY is set: a key is nothing without its certificate"
    if settings.tls_client_ca and not settings.tls_certificate:
        yield f"{PREFIX}TLS_CLIENT_CA is set and {PREFIX}TLS_CERTIFICATE is empty: no TLS to show certificates in"


def _identity(settings: Settings) -> Iterator[str]:
    # Where REST runs alone, the service behind it decides who is calling.
    if "mtls" in settings.auth and settings.rest_upstream:
        yield (
            f"{PREFIX}AUTH: mtls cannot be used with {PREFIX}REST_UPSTREAM: a certificate ends at this listener and "
            "cannot be forwarded"
        )
    if "jwt" in settings.auth and not settings.rest_upstream:
        for name, value in (
            ("JWT_JWKS", settings.jwt_jwks),
            ("JWT_ISSUER", settings.jwt_issuer),
            ("JWT_AUDIENCE", settings.jwt_audience),
            ("JWT_TENANT_CLAIM", settings.jwt_tenant_claim),
            ("JWT_ROLE_CLAIM", settings.jwt_role_claim),
        ):
            if not value:
                yield f"{PREFIX}{name} is empty and {PREFIX}AUTH has jwt: tokens cannot be judged without it"
    if "mtls" in settings.auth:
        for name, path in (("MTLS_PRINCIPALS", settings.mtls_principals), ("TLS_CLIENT_CA", settings.tls_client_ca)):
            if not path:
                yield f"{PREFIX}{name} is empty and {PREFIX}AUTH has mtls: certificates cannot be judged without it"


def _lease(settings: Settings) -> Iterator[str]:
    if not settings.lease_address:
        return
    if settings.rest_upstream:
        yield f"{PREFIX}LEASE_ADDRESS cannot be used with {PREFIX}REST_UPSTREAM: the keys are in the service behind it"
    for name, value in (
        ("TLS_CERTIFICATE", settings.tls_certificate),
        ("LEASE_CLIENT_CA", settings.lease_client_ca),
        ("MTLS_PRINCIPALS", settings.mtls_principals),
        ("LEASE_ALLOW", settings.lease_allow),
    ):
        if not value:
            yield (
                f"{PREFIX}{name} is empty and {PREFIX}LEASE_ADDRESS is set: credentials are leased to named "
                "certificates alone, for named tenants and types"
            )


def _reach(settings: Settings) -> Iterator[str]:
    """Beyond loopback nobody is believed for the asking, and nothing is said in the clear, unless the operator says
    that something in front sees to it."""
    for name, address in (("GRPC_ADDRESS", settings.grpc_address), ("REST_ADDRESS", settings.rest_address)):
        if not address or is_loopback(address):
            continue
        if settings.trusts_headers and not settings.auth_headers_beyond_loopback:
            yield (
                f"{PREFIX}{name}: {address} is beyond loopback and {PREFIX}AUTH=headers trusts every caller; "
                f"set {PREFIX}AUTH=jwt or mtls, or {PREFIX}AUTH_HEADERS_BEYOND_LOOPBACK=true if a mesh in front sets "
                "the headers"
            )
        if not settings.tls_certificate and not settings.plaintext_beyond_loopback:
            yield (
                f"{PREFIX}{name}: {address} is beyond loopback and has no TLS; set {PREFIX}TLS_CERTIFICATE and "
                f"{PREFIX}TLS_KEY, or {PREFIX}PLAINTEXT_BEYOND_LOOPBACK=true if a mesh or load balancer in front takes "
                "it off"
            )
    upstream, is_open = settings.rest_upstream, settings.plaintext_beyond_loopback
    if upstream and not is_loopback(upstream) and not settings.rest_upstream_ca and not is_open:
        yield (
            f"{PREFIX}REST_UPSTREAM: {upstream} is beyond loopback and has no TLS; set {PREFIX}REST_UPSTREAM_CA, "
            f"or {PREFIX}PLAINTEXT_BEYOND_LOOPBACK=true if a mesh encrypts the way"
        )
