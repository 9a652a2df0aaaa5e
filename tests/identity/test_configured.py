"""The settings choose how callers are told apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography import x509

from server.call import Principal
from server.errors import CertificateUnknown, KeysUnavailable, TokenInvalid, Unauthenticated
from server.identity.configured import configured
from server.method_policy import Role
from server.settings import WrongSetting, load
from tests.identity.issuer import AUDIENCE, ISSUER, jwks_server, public_jwk, token
from tests.peers.certificates import Authority


@pytest.fixture
def both(tmp_path: Path) -> dict[str, str]:
    """Tokens and certificates."""
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [public_jwk("ec", "ES256")]}))
    (tmp_path / "principals.json").write_text(
        json.dumps({"principals": [{"dns": "{tenant}.jobs.example", "role": "viewer", "user": "job"}]})
    )
    return {
        "CONNECTORS_AUTH": "jwt,mtls",
        "CONNECTORS_JWT_JWKS": str(tmp_path / "jwks.json"),
        "CONNECTORS_JWT_ISSUER": ISSUER,
        "CONNECTORS_JWT_AUDIENCE": f"other,{AUDIENCE}",
        "CONNECTORS_MTLS_PRINCIPALS": str(tmp_path / "principals.json"),
        "CONNECTORS_TLS_CERTIFICATE": "tls.crt",
        "CONNECTORS_TLS_KEY": "tls.key",
        "CONNECTORS_TLS_CLIENT_CA": "ca.crt",
    }


def test_a_call_with_a_token_is_judged_by_it_and_one_without_by_its_certificate(
    both: dict[str, str], tmp_path: Path
) -> None:
    identity, checks = configured(load(both))
    authority = Authority(tmp_path, "ca")
    job = authority.issue("job", (x509.DNSName("acme.jobs.example"),)).certificate.read_text()
    bearer = {"authorization": f"Bearer {token('ec', 'ES256', tenant='zeta')}"}
    assert identity.authenticate({}, job) == Principal("acme", Role.VIEWER, "job")
    assert identity.authenticate(bearer, job) == Principal("zeta", Role.ADMIN, "ann")
    # A bad token is no reason to fall back on the certificate, and a certificate of nobody's none to trust headers.
    with pytest.raises(TokenInvalid):
        identity.authenticate({"authorization": "Bearer a.b.c"}, job)
    with pytest.raises(Unauthenticated):
        identity.authenticate({"authorization": ""}, job)
    with pytest.raises(CertificateUnknown):
        identity.authenticate({"x-tenant-id": "acme"}, authority.issue("stranger").certificate.read_text())
    checks["identity"]()


def test_an_issuer_that_is_away_at_the_start_stops_nothing_and_shows_in_readiness(both: dict[str, str]) -> None:
    with jwks_server(public_jwk("ec", "ES256")) as server:
        url = server.url
    _, checks = configured(load(both | {"CONNECTORS_JWT_JWKS": url}))
    with pytest.raises(KeysUnavailable):
        checks["identity"]()


@pytest.mark.parametrize(("name", "content"), [("JWT_JWKS", "{}"), ("JWT_JWKS", ""), ("MTLS_PRINCIPALS", "{}")])
def test_a_file_that_cannot_be_used_is_named(both: dict[str, str], name: str, content: str) -> None:
    Path(both[f"CONNECTORS_{name}"]).write_text(content)
    with pytest.raises(WrongSetting, match=f"^CONNECTORS_{name}: [^\\n]+$"):
        configured(load(both))


def test_trusted_headers_ask_nothing_of_readiness() -> None:
    identity, checks = configured(load({"CONNECTORS_DEFAULT_ROLE": "viewer"}))
    assert identity.authenticate({"x-tenant-id": "acme"}).role is Role.VIEWER
    assert not checks
