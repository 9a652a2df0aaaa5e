"""What single settings cannot tell: which of them contradict each other, or leave a door open."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import TYPE_CHECKING

from server.settings.part import Part
from server.settings.table import PREFIX

if TYPE_CHECKING:
    from server.settings.load import Settings


def contradictions(settings: Settings) -> Iterator[str]:
    """Lines that each name the setting at fault."""
    if settings.part is Part.PROBER:
        yield from _prober(settings)
        yield from _tls(settings)
        return
    yield from _what_is_served(settings)
    yield from _probing_elsewhere(settings)
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


def _prober(settings: Settings) -> Iterator[str]:
    """Of `serve --prober`. Credentials come over its listener: no mesh in front is taken at its word."""
    for name, address in (("PROBER_UPSTREAM", settings.prober_upstream), ("REST_UPSTREAM", settings.rest_upstream)):
        if address:
            yield f"{PREFIX}{name} cannot be used with {Part.PROBER}: it makes the probes itself"
    if not settings.prober_address:
        yield f"{PREFIX}PROBER_ADDRESS is empty: nothing to serve"
    given = (("TLS_CERTIFICATE", settings.tls_certificate), ("PROBER_CLIENT_CA", settings.prober_client_ca))
    is_open = not is_loopback(settings.prober_address)
    for name, value in given:
        if not value and (is_open or any(path for _, path in given)):
            where = f" ({settings.prober_address})" if is_open else ""
            yield (
                f"{PREFIX}{name} is empty: beyond loopback, and wherever there is TLS, {Part.PROBER}{where} shows a "
                f"certificate and asks for one; set {PREFIX}TLS_CERTIFICATE, {PREFIX}TLS_KEY and "
                f"{PREFIX}PROBER_CLIENT_CA"
            )
    if settings.rest_address:
        yield from _in_the_clear("REST_ADDRESS", settings.rest_address, settings)


def _probing_elsewhere(settings: Settings) -> Iterator[str]:
    upstream = settings.prober_upstream
    given = (
        ("PROBER_UPSTREAM_CA", settings.prober_upstream_ca),
        ("PROBER_UPSTREAM_CERTIFICATE", settings.prober_upstream_certificate),
        ("PROBER_UPSTREAM_KEY", settings.prober_upstream_key),
    )
    if settings.part is Part.API and not upstream:
        yield f"{PREFIX}PROBER_UPSTREAM is empty: {Part.API} has no prober to test with"
    for name, value in given:
        if value and not upstream:
            yield f"{PREFIX}{name} is set and {PREFIX}PROBER_UPSTREAM is empty: nothing to connect to"
    if not upstream:
        return
    if settings.rest_upstream:
        yield f"{PREFIX}PROBER_UPSTREAM cannot be used with {PREFIX}REST_UPSTREAM: the service behind it tests"
    is_open = not is_loopback(upstream)
    for name, value in given:
        if not value and (is_open or any(path for _, path in given)):
            yield (
                f"{PREFIX}{name} is empty: credentials go to {upstream} in TLS with certificates of both sides; set "
                f"{PREFIX}PROBER_UPSTREAM_CA, {PREFIX}PROBER_UPSTREAM_CERTIFICATE and {PREFIX}PROBER_UPSTREAM_KEY"
            )
    for name, rules in (
        ("EGRESS_ALLOW", settings.egress_allow),
        ("EGRESS_DENY", settings.egress_deny),
        ("EGRESS_TENANTS", settings.egress_tenants),
        ("EGRESS_PROXY", settings.egress_proxy),
        ("EGRESS_NO_PROXY", settings.egress_no_proxy),
    ):
        if rules:
            yield f"{PREFIX}{name} would hold for no probe: set it where {Part.PROBER} runs ({PREFIX}PROBER_UPSTREAM)"


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
        yield from _in_the_clear(name, address, settings)
    upstream, is_open = settings.rest_upstream, settings.plaintext_beyond_loopback
    if upstream and not is_loopback(upstream) and not settings.rest_upstream_ca and not is_open:
        yield (
            f"{PREFIX}REST_UPSTREAM: {upstream} is beyond loopback and has no TLS; set {PREFIX}REST_UPSTREAM_CA, "
            f"or {PREFIX}PLAINTEXT_BEYOND_LOOPBACK=true if a mesh encrypts the way"
        )


def _in_the_clear(name: str, address: str, settings: Settings) -> Iterator[str]:
    if is_loopback(address) or settings.tls_certificate or settings.plaintext_beyond_loopback:
        return
    yield (
        f"{PREFIX}{name}: {address} is beyond loopback and has no TLS; set {PREFIX}TLS_CERTIFICATE and "
        f"{PREFIX}TLS_KEY, or {PREFIX}PLAINTEXT_BEYOND_LOOPBACK=true if a mesh or load balancer in front takes it off"
    )
