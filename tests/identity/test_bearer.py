"""Who is calling, from a bearer token: what holds, and every attack on it refused for one and the same reason."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from jwt.warnings import InsecureKeyLengthWarning

from server.call import Principal
from server.errors import (
    InvalidArgument,
    PermissionDenied,
    ServiceError,
    TenantNotAllowed,
    TokenInvalid,
    Unauthenticated,
    status_of,
)
from server.identity.bearer import BearerIdentity, ClaimNames
from server.identity.jwks import Jwks
from server.identity.jws import MAX_TOKEN_CHARACTERS, TokenRules
from server.method_policy import Role
from tests.identity import issuer
from tests.identity.issuer import AUDIENCE, ISSUER, claims, private_key, public_jwk, segment, signed, token

ALGORITHMS = ("RS256", "ES256", "EdDSA")
DOCUMENT = json.dumps(
    {"keys": [public_jwk("rsa", "RS256"), public_jwk("ec", "ES256"), public_jwk("ed", "EdDSA")]}
).encode()


def identity(algorithms: tuple[str, ...] = ALGORITHMS, document: bytes = DOCUMENT, **names: Any) -> BearerIdentity:
    where: dict[str, Any] = {"tenant": "tenant", "role": "role", "user": "sub", "roles": {}} | names
    keys = Jwks(lambda: document, algorithms, stale_seconds=60)
    return BearerIdentity(keys, TokenRules(ISSUER, (AUDIENCE,), algorithms), ClaimNames(**where))


IDENTITY = identity()


def judged(text: str, judge: BearerIdentity = IDENTITY, **metadata: str) -> Principal:
    named = {name.replace("_", "-"): value for name, value in metadata.items()}
    return judge.authenticate({"authorization": f"Bearer {text}", **named})


@pytest.mark.parametrize(("kid", "algorithm"), [("rsa", "RS256"), ("ec", "ES256"), ("ed", "EdDSA")])
def test_a_token_of_each_algorithm_is_taken(kid: str, algorithm: str) -> None:
    assert judged(token(kid, algorithm)) == Principal("acme", Role.ADMIN, "ann")


def public_pem(kid: str = "rsa") -> bytes:
    pem: bytes = private_key(kid, "RS256").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem


def hs_confusion(secret: bytes) -> str:
    """Signed with HMAC, the issuer's public key as its secret (PyJWT itself refuses to make such a token)."""
    signing_input = f"{segment(json.dumps({'alg': 'HS256', 'kid': 'rsa'}))}.{segment(json.dumps(claims()))}"
    return f"{signing_input}.{segment(hmac.new(secret, signing_input.encode(), hashlib.sha256).digest())}"


def own_key(**headers: Any) -> str:
    """Signed with the attacker's key, which the token itself carries or points to."""
    return jwt.encode(claims(), private_key("attacker", "RS256"), "RS256", headers={"kid": "rsa", **headers})


def payload(**changed: Any) -> str:
    return json.dumps(claims(**changed))


HEADER = json.dumps({"alg": "RS256", "kid": "rsa"})


def now() -> int:
    return int(time.time())


ATTACKS: dict[str, Callable[[], str]] = {
    "none": lambda: f"{segment(json.dumps({'alg': 'none'}))}.{segment(payload())}.",
    "none, with a signature": lambda: ".".join(
        [segment(json.dumps({"alg": "None", "kid": "rsa"})), *token().split(".")[1:]]
    ),
    "HS256 with the public key in PEM": lambda: hs_confusion(public_pem()),
    "HS256 with the public key as JWK": lambda: hs_confusion(json.dumps(public_jwk("rsa", "RS256")).encode()),
    "HS256 with an empty secret": lambda: hs_confusion(b""),
    "another algorithm of the same key": lambda: jwt.encode(
        claims(), private_key("rsa", "RS256"), "PS256", headers={"kid": "rsa"}
    ),
    "an algorithm that is not allowed": lambda: jwt.encode(
        claims(), private_key("rsa", "RS256"), "RS512", headers={"kid": "rsa"}
    ),
    "an unknown key": lambda: token("attacker"),
    "no key id": lambda: jwt.encode(claims(), private_key("attacker", "RS256"), "RS256"),
    "another key's id": own_key,
    "the id of a key of another kind": lambda: own_key(kid="ec"),
    "a key id that is a path": lambda: own_key(kid="../../../../dev/null"),
    "a key id that is a URL": lambda: own_key(kid="http://127.0.0.1:1/jwks"),
    "a key id that is SQL": lambda: own_key(kid="x' UNION SELECT 'key"),
    "an endless key id": lambda: own_key(kid="k" * 4000),
    "jku": lambda: own_key(jku="http://127.0.0.1:1/jwks"),
    "x5u": lambda: own_key(x5u="http://127.0.0.1:1/x5u"),
    "jwk": lambda: own_key(jwk=public_jwk("attacker", "RS256")),
    "critical parameters": lambda: signed(json.dumps({"alg": "RS256", "kid": "rsa", "crit": ["exp"]}), payload()),
    "an unencoded payload": lambda: signed(json.dumps({"alg": "RS256", "kid": "rsa", "b64": False}), payload()),
    "another kind of token": lambda: token(headers={"typ": "logout+jwt"}),
    "expired": lambda: token(exp=now() - 31),
    "no expiry": lambda: token(exp=None),
    "an expiry that is text": lambda: token(exp=str(now() + 600)),
    "an expiry that is true": lambda: signed(HEADER, payload(exp=True)),
    "an expiry beyond numbers": lambda: signed(HEADER, payload().replace(str(now())[:5], "1" * 400 + str(now())[:5])),
    "an infinite expiry": lambda: signed(HEADER, json.dumps(claims(exp=float("inf")))),
    "a huge expiry": lambda: signed(HEADER, json.dumps(claims(exp=1)).replace('"exp": 1', '"exp": 1e999')),
    "not valid yet": lambda: token(nbf=now() + 600),
    "issued in the future": lambda: token(iat=now() + 600),
    "another audience": lambda: token(aud="billing"),
    "other audiences": lambda: token(aud=["billing", "mail"]),
    "no audience": lambda: token(aud=None),
    "another issuer": lambda: token(iss="https://issuer.example.attacker"),
    "an issuer with a slash more": lambda: token(iss=ISSUER + "/"),
    "no issuer": lambda: token(iss=None),
    "issuers": lambda: signed(HEADER, payload(iss=[ISSUER])),
    "a claim twice": lambda: signed(HEADER, payload()[:-1] + ', "tenant": "other"}'),
    "a claim inside a claim twice": lambda: signed(HEADER, payload()[:-1] + ', "x": {"a": 1, "a": 2}}'),
    "a header twice": lambda: signed('{"alg": "RS256", "kid": "rsa", "kid": "rsa"}', payload()),
    "no tenant": lambda: token(tenant=None),
    "an empty tenant": lambda: token(tenant=""),
    "no tenants": lambda: token(tenant=[]),
    "a tenant that is none": lambda: token(tenant="../other"),
    "a tenant that is a number": lambda: token(tenant=7),
    "a tenant among things": lambda: token(tenant=["acme", {"a": 1}]),
    "a user with a line break": lambda: token(sub="ann\nrole: admin"),
    "a user that is a number": lambda: signed(HEADER, payload(sub=7)),
    "oversized": lambda: token(padding="x" * MAX_TOKEN_CHARACTERS),
    "nested without end": lambda: signed(HEADER, payload()[:-1] + ', "x": ' + "[" * 2500),
    "claims that are a list": lambda: signed(HEADER, "[]"),
    "claims that are no JSON": lambda: signed(HEADER, "{"),
    "claims that are no UTF-8": lambda: f"{segment(HEADER)}.{segment(bytes([255, 254]))}.AAAA",
    "a header that is a list": lambda: signed('["RS256"]', payload()),
    "an algorithm that is a list": lambda: signed('{"alg": ["RS256"], "kid": "rsa"}', payload()),
    "a key id that is a list": lambda: signed('{"alg": "RS256", "kid": ["rsa"]}', payload()),
    "a type that is a number": lambda: signed('{"alg": "RS256", "kid": "rsa", "typ": 1}', payload()),
    "empty": lambda: "",
    "one part": lambda: "abc",
    "two parts": lambda: ".".join(token().split(".")[:2]),
    "four parts": lambda: token() + ".abc",
    "five parts, as an encrypted one": lambda: token() + ".abc.def",
    "no signature": lambda: ".".join(token().split(".")[:2]) + ".",
    "a cut signature": lambda: token()[:-8],
    "claims changed after signing": lambda: ".".join(
        [token().split(".")[0], segment(payload(tenant="other")), token().split(".")[2]]
    ),
    "two tokens": lambda: f"{token()}, {token()}",
    "padding": lambda: token() + "==",
    "not base64url": lambda: token().replace(".", ".!", 1),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_attack_is_refused_for_one_reason(attack: str, caplog: pytest.LogCaptureFixture) -> None:
    forged = ATTACKS[attack]()
    with caplog.at_level(logging.DEBUG), pytest.raises(TokenInvalid) as refusal:
        judged(forged, x_tenant_id="acme", x_role="admin")
    status = status_of(refusal.value)
    assert (status.http, status.reason) == (401, "TOKEN_INVALID")
    assert str(refusal.value) == "the bearer token is not valid"
    assert not refusal.value.violations
    assert forged == "" or forged not in caplog.text


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_whatever_stands_after_bearer_is_judged(text: str) -> None:
    with pytest.raises(TokenInvalid):
        judged(text)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_byte_of_a_token_can_be_changed(position: int, change: int) -> None:
    good = token("ed", "EdDSA", iat=1, exp=4_000_000_000)
    position %= len(good)
    forged = good[:position] + chr(ord(good[position]) ^ change) + good[position + 1 :]
    try:
        principal = judged(forged)
    except TokenInvalid:
        return
    # Of a last character some bits say nothing: another spelling of the same token.
    assert principal == Principal("acme", Role.ADMIN, "ann")
    assert position + 1 == len(good)


@pytest.mark.parametrize("header", [None, "", "Basic YTpi", "bearer", "Token x", "Bearer"])
def test_without_a_token_the_caller_is_told_to_send_one(header: str | None) -> None:
    metadata = {"x-tenant-id": "acme", "x-role": "admin"} | ({} if header is None else {"authorization": header})
    with pytest.raises(Unauthenticated) as refusal:
        IDENTITY.authenticate(metadata)
    assert status_of(refusal.value).http == 401


def test_clocks_may_differ_by_the_leeway_and_the_scheme_is_written_in_any_case() -> None:
    slow = token(exp=now() - 5, nbf=now() + 10, iat=now() + 10)
    assert IDENTITY.authenticate({"authorization": f"bearer  {slow}"}).tenant == "acme"


CLAIMS: list[tuple[dict[str, Any], dict[str, Any], Principal]] = [
    ({}, {"aud": ["billing", AUDIENCE]}, Principal("acme", Role.ADMIN, "ann")),
    ({}, {"role": ["auditor", "viewer", "editor"]}, Principal("acme", Role.EDITOR, "ann")),
    ({}, {"sub": None}, Principal("acme", Role.ADMIN, "")),
    (
        {"tenant": "https://example.com/tenant", "role": "realm.access.roles", "user": "email"},
        {
            "https://example.com/tenant": "zeta",
            "realm": {"access": {"roles": ["viewer"]}},
            "email": "ann@example.com",
        },
        Principal("zeta", Role.VIEWER, "ann@example.com"),
    ),
    ({"role": "a.b"}, {"a.b": "viewer", "a": {"b": "admin"}}, Principal("acme", Role.VIEWER, "ann")),
    ({"roles": {"platform": "editor"}}, {"role": ["admin", "platform"]}, Principal("acme", Role.EDITOR, "ann")),
]


@pytest.mark.parametrize(("names", "changed", "principal"), CLAIMS)
def test_claims_stand_where_the_operator_says(
    names: dict[str, Any], changed: dict[str, Any], principal: Principal
) -> None:
    assert judged(token(**changed), identity(**names)) == principal


@pytest.mark.parametrize("role", [None, "root", "ADMIN", "", [], ["root"], {"admin": True}, 1, [["admin"]]])
def test_a_token_without_a_role_of_ours_is_403(role: Any) -> None:
    with pytest.raises(PermissionDenied) as refusal:
        judged(token(role=role), x_role="admin")
    assert status_of(refusal.value).reason == "ROLE_NOT_ALLOWED"


def test_a_token_of_several_tenants_names_one_by_header() -> None:
    several = token(tenant=["acme", "zeta"])
    assert judged(several, x_tenant_id="zeta").tenant == "zeta"
    with pytest.raises(InvalidArgument, match="name one"):
        judged(several)


@pytest.mark.parametrize("tenants", ["acme", ["acme", "zeta"]])
def test_a_header_that_names_another_tenant_is_403(tenants: Any) -> None:
    with pytest.raises(TenantNotAllowed) as refusal:
        judged(token(tenant=tenants), x_tenant_id="other")
    assert status_of(refusal.value).http == 403
    assert "acme" not in str(refusal.value)


def test_the_header_of_the_role_and_the_user_say_nothing_beside_a_token() -> None:
    assert judged(token(role="viewer"), x_role="admin", x_user="root") == Principal("acme", Role.VIEWER, "ann")


@pytest.mark.parametrize(
    "document",
    [
        {"keys": [{"kty": "oct", "kid": "rsa", "k": "c2VjcmV0", "alg": "HS256"}]},
        {"keys": [public_jwk("rsa", "RS256", use="enc")]},
        {"keys": [public_jwk("rsa", "RS256", key_ops=["encrypt"])]},
        {"keys": [public_jwk("rsa", "RS256", alg="RSA-OAEP")]},
        {"keys": [public_jwk("rsa", "RS256", d="AQAB")]},
    ],
)
def test_a_key_that_is_not_for_signatures_checks_none(document: dict[str, Any]) -> None:
    good = public_jwk("ec", "ES256")
    judge = identity(document=json.dumps({"keys": [*document["keys"], good, "nonsense", {}]}).encode())
    assert judged(token("ec", "ES256"), judge).tenant == "acme"
    with pytest.raises(ServiceError):
        judged(token(), judge)


def test_a_short_rsa_key_checks_nothing() -> None:
    weak = private_key("weak", "RS256", 1024)
    algorithm: Any = issuer.get_default_algorithms()["RS256"]
    jwk = algorithm.to_jwk(weak.public_key(), as_dict=True) | {"kid": "weak"}
    judge = identity(document=json.dumps({"keys": [jwk, public_jwk("ec", "ES256")]}).encode())
    with pytest.warns(InsecureKeyLengthWarning):
        forged = jwt.encode(claims(), weak, "RS256", headers={"kid": "weak"})
    with pytest.raises(TokenInvalid):
        judged(forged, judge)


def test_a_token_without_a_key_id_is_checked_with_the_only_key_there_is() -> None:
    nameless = jwt.encode(claims(), private_key("rsa", "RS256"), "RS256")
    assert judged(nameless).tenant == "acme"
    two = json.dumps({"keys": [public_jwk("rsa", "RS256"), public_jwk("rsa", "RS256") | {"kid": "other"}]}).encode()
    with pytest.raises(TokenInvalid):
        judged(nameless, identity(document=two))
