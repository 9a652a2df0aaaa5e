"""Whatever text arrives, each parser reads it or refuses it with its own error, and soon."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.egress.host import canonical_host, host_and_port
from probes.egress.proxy import OutboundProxy
from probes.egress.rule import parse_rule
from probes.egress.tenant_rules import read_tenant_rules
from probes.egress.url import parse_url
from probes.own_types import own_type
from probes.protocols.azure_connection_string import parse_connection_string
from probes.protocols.azure_sas import parse_sas
from probes.protocols.dsn import parse_dsn
from probes.protocols.mongodb_uri import parse_uri
from probes.result import ProbeFailure
from probes.vendors.own import DeclarationRefused
from server.errors import (
    InvalidArgument,
    MalformedRequest,
    MethodNotAllowed,
    Misdirected,
    NoSuchRoute,
    PermissionDenied,
    TenantNotAllowed,
    TokenInvalid,
    Unauthenticated,
)
from server.identity.bearer import BearerIdentity, ClaimNames
from server.identity.certificate import BadPrincipals, read_principals
from server.identity.jwks import Jwks, parse
from server.identity.jwks_source import SourceFailed
from server.identity.jws import TokenRules
from server.rest.body import parse_object
from server.rest.deadline import deadline_of
from server.rest.hosts import Hosts
from server.rest.query import parse as parse_query
from server.rest.routes import Routes, parse_template
from server.rest.transcode import Binding
from server.secrecy import masked, secret_spans
from server.vault.keyring import Keyring, KeyringError
from tests.connector_types.declarations import acme
from tests.fuzz.edits import edited, edited_documents
from tests.identity import issuer
from tests.rest.fake_service import METHODS

EXAMPLES = 120  # of each parser
# The slowest of these takes 30 ms for 20,000 characters; what is quadratic there or worse takes minutes.
SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Parser:
    """`read` gives anything, or raises one of `refusals`."""

    read: Callable[[str], Any]
    refusals: tuple[type[Exception], ...]
    samples: tuple[str, ...]


DOCUMENT = json.dumps({"keys": [issuer.public_jwk("rsa", "RS256"), issuer.public_jwk("ec", "ES256")]})


@cache
def _identity() -> BearerIdentity:
    algorithms = ("RS256", "ES256")
    keys = Jwks(DOCUMENT.encode, algorithms, stale_seconds=60)
    rules = TokenRules(issuer.ISSUER, (issuer.AUDIENCE,), algorithms)
    return BearerIdentity(keys, rules, ClaimNames("tenant", "role", "sub", {}))


def _bearer(token: str) -> None:
    _identity().authenticate({"authorization": f"Bearer {token}", "x-tenant-id": "acme"})


def _signed_claims(claims: str) -> None:
    """By the issuer itself: what it may have put into them."""
    _bearer(issuer.signed('{"alg": "RS256", "kid": "rsa"}', claims.encode("utf-8", "replace").decode()))


def _signed_header(header: str) -> None:
    _bearer(issuer.signed(header.encode("utf-8", "replace").decode(), json.dumps(issuer.claims())))


@cache
def _routes() -> Routes[Binding]:
    routes: Routes[Binding] = Routes()
    for method in METHODS.values():
        for rule in method.http:
            fields = tuple(variable.field for variable in parse_template(rule.path).variables)
            routes.add(rule.verb, rule.path, Binding(method, rule, fields))
    return routes


def _transcoded(line: str) -> None:
    """`VERB path?query body`, as the gateway takes them apart; uvicorn gives path and query as Latin-1."""
    verb, _, rest = line.partition(" ")
    target, _, body = rest.partition(" ")
    path, _, query = target.encode("utf-8", "replace").decode("latin-1").partition("?")
    binding, values = _routes().find(path).take(verb)
    binding.request(values, query, body.encode("utf-8", "replace"))


def _file(read: Callable[[Path], Any], name: str) -> Callable[[str], Any]:
    def read_text(text: str) -> Any:
        with TemporaryDirectory() as folder:
            place = Path(folder) / name
            place.touch(mode=0o600)
            place.write_bytes(text.encode("utf-8", "replace"))
            return read(place)

    return read_text


def _host(text: str) -> None:
    """Its form is one that it has itself: nothing can be read two ways."""
    host = canonical_host(text)
    assert canonical_host(host.text).text == host.text


def _own_type(text: str) -> None:
    """As the request holds it: an object, read before."""
    own_type("acme", json.dumps(parse_object(text.encode("utf-8", "replace"))), 1)


def _masked(text: str) -> None:
    spans = secret_spans(text)
    shown = masked(text, spans, "****")
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert len(shown) == len(text) + sum(4 - (end - start) for start, end in spans)


LATER = int(time.time()) + 86_400  # the samples are made when the tests are collected
TOKEN_REFUSALS = (Unauthenticated, TokenInvalid, PermissionDenied, TenantNotAllowed)
KEY = "A" * 43 + "="
ACCOUNT_KEY = "a2V5" * 16
CONNECTOR = '{"name": "a", "type": "postgresql", "config": {"port": 5432, "x": [1.5, null, "é"]}, "description": null}'
PARSERS = {
    "JSON body": Parser(lambda text: parse_object(text.encode("utf-8", "replace")), (MalformedRequest,), (CONNECTOR,)),
    "query": Parser(
        parse_query, (MalformedRequest,), ("limit=20&cursor=conn_1", "a.b=c&startTime=2026-01-01T00:00:00Z")
    ),
    "transcoder": Parser(
        _transcoded,
        (InvalidArgument, NoSuchRoute, MethodNotAllowed),
        (
            f"POST /api/v1/connectors {CONNECTOR}",
            f"PUT /api/v1/connectors {CONNECTOR}",
            "GET /api/v1/connectors?limit=20&cursor=conn_1",
            "GET /api/v1/connectors/conn_%C3%A9",
            "DELETE /api/v1/connectors?id=conn_1",
            'POST /api/v1/connectors/test {"id": "conn_1"}',
            "POST /api/v1/connectors/conn_1:confirmCredentials {}",
            "GET /api/v1/audit-events?startTime=2026-03-15T10:30:00.000Z&endTime=2026-03-15T10:30:00%2B02:00",
            f"POST /api/v1/connector-types {json.dumps({'name': 'acme', 'declaration': acme()})}",
            "PUT /api/v1/connector-types/acme?x=1 {}",
            'POST /api/v1/connectors:test {"ids": ["conn_1"], "filter": {"type": "csv"}, "resumeToken": "a.0.0"}',
        ),
    ),
    "request time-out": Parser(lambda text: deadline_of({"request-timeout": text}), (InvalidArgument,), ("2.5", "0.1")),
    "Host header": Parser(Hosts().check, (MalformedRequest, Misdirected), ("localhost:8080", "[::1]:80", "127.0.0.1")),
    "PostgreSQL DSN": Parser(
        lambda text: parse_dsn(text, schemes=("postgresql", "postgres"), options=("sslmode", "application_name")),
        (ProbeFailure,),
        ("postgresql://user:p%40ss@db.example.com:5432/app?sslmode=require", "postgres://[::1]/x"),
    ),
    "MySQL DSN": Parser(
        lambda text: parse_dsn(text, schemes=("mysql", "mariadb", "mysql+pymysql"), options=("ssl-mode",)),
        (ProbeFailure,),
        ("mysql://user:secret@10.0.0.1:3306/shop?ssl-mode=REQUIRED", "mysql+pymysql://u@h"),
    ),
    "MongoDB URI": Parser(
        parse_uri,
        (ProbeFailure,),
        (
            "mongodb://user:p%3Ass@a.example:27017,b.example,[::1]:1/app?replicaSet=rs0&tls=true&w=majority",
            "mongodb+srv://user@cluster0.example.net/?retryWrites=true&authSource=admin",
        ),
    ),
    "Azure connection string": Parser(
        parse_connection_string,
        (ProbeFailure,),
        (
            f"DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={ACCOUNT_KEY};EndpointSuffix=core.windows.net",
            "BlobEndpoint=https://acme.blob.core.windows.net/;SharedAccessSignature=sv=2022-11-02&ss=b&sig=x%3D",
        ),
    ),
    "Azure SAS": Parser(
        lambda text: parse_sas(text, path="authConfig.sasToken"),
        (ProbeFailure,),
        ("?sv=2022-11-02&ss=b&srt=sco&sp=rl&se=2030-01-01T00:00:00Z&spr=https&sig=abc%2Bdef%3D",),
    ),
    "URL": Parser(
        parse_url,
        (ProbeFailure,),
        ("https://user:pa%40ss@bücher.example:8443/a/b;c?d=%20#e", "http://[::ffff:7f00:1]/"),
    ),
    "host": Parser(_host, (ValueError,), ("db.example.com.", "127.0.0.1", "fe80::1", "bücher.example", "faß.de")),
    "host and port": Parser(
        lambda text: host_and_port(text, 443), (ValueError,), ("db.example.com:5432", "[2001:db8::1]:443", "10.0.0.1")
    ),
    "egress rule": Parser(parse_rule, (ValueError,), ("10.0.0.0/8:5432", "*.example.com:443", "[2001:db8::]/32")),
    "proxy URL": Parser(OutboundProxy.parse, (ValueError,), ("http://user:pass@proxy.example:3128",)),
    "bearer token": Parser(
        _bearer,
        TOKEN_REFUSALS,
        (issuer.token("rsa", "RS256", exp=LATER), issuer.token("ec", "ES256", exp=LATER), "a.b.c"),
    ),
    "signed claims": Parser(
        _signed_claims,
        TOKEN_REFUSALS,
        (
            json.dumps(issuer.claims(role=["admin", "x"], exp=LATER)),
            json.dumps(issuer.claims(tenant=["acme", "b"], exp=LATER)),
        ),
    ),
    "signed header": Parser(
        _signed_header,
        TOKEN_REFUSALS,
        ('{"alg": "RS256", "kid": "rsa", "typ": "at+jwt"}', '{"alg":"ES256","kid":"ec"}'),
    ),
    "JWKS": Parser(
        lambda text: parse(text.encode("utf-8", "replace"), ("RS256", "ES256", "EdDSA")), (SourceFailed,), (DOCUMENT,)
    ),
    "own type": Parser(_own_type, (DeclarationRefused, MalformedRequest), (json.dumps(acme()),)),
    "principals.yaml": Parser(
        _file(read_principals, "principals.yaml"),
        (BadPrincipals,),
        (
            "principals:\n  - uri: spiffe://x/{tenant}/{role}/{user}/*\n  - cn: c\n    tenant: '*'\n    role: viewer\n",
            '{"principals": [{"dns": "{tenant}.jobs.example.com", "role": "editor", "user": "u"}]}',
            "principals: &a [*a, !!python/object:os.system {}, 2026-01-01, 0x10, ~]",
        ),
    ),
    "tenants' egress rules": Parser(
        _file(read_tenant_rules, "rules.json"),
        (ValueError,),
        ('{"acme": {"allow": ["10.0.0.0/8:5432"], "deny": ["*.example.com"]}}',),
    ),
    "key file": Parser(
        _file(Keyring.load, "keyring.json"),
        (KeyringError,),
        (
            json.dumps({"format": 1, "primary": "2027", "keys": {"2027": KEY, "env": {"provider": "environment"}}}),
            json.dumps(
                {
                    "format": 1,
                    "primary": "t",
                    "keys": {
                        "t": {"provider": "transit", "key": "k", "address": "https://vault:8200", "token_file": "/t"},
                        "a": {"provider": "aws-kms", "key": "alias/x", "region": "eu-west-1"},
                    },
                }
            ),
        ),
    ),
    "secrets in a text": Parser(
        _masked,
        (),
        (
            "postgresql://user:p/a?s#s@db:5432/app?sslpassword=x",
            "host=db password='it''s' user=me",
            "Server=db;Pwd={a;b};Database=x",
            "jdbc:oracle:thin:user/password@host:1521/x",
            "user:password@tcp(host)/db",
            "https://h/p?sig=abc&next=https://u:p@i/",
            "-----BEGIN RSA PRIVATE KEY-----",
        ),
    ),
}


@pytest.mark.parametrize("name", PARSERS)
def test_samples_are_read_somewhere(name: str) -> None:
    """So that the edits below start from what is nearly right: one sample of each parser at least is."""
    parser = PARSERS[name]
    refused = 0
    for sample in parser.samples:
        try:
            parser.read(sample)
        except parser.refusals:
            refused += 1
    assert refused < len(parser.samples)


@pytest.mark.parametrize("name", PARSERS)
def test_whatever_is_sent_is_read_or_refused_in_time(name: str) -> None:
    parser = PARSERS[name]

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(edited(parser.samples) | edited_documents(parser.samples) | st.text(max_size=40))
    def judge(text: str) -> None:
        began = time.monotonic()
        with suppress(*parser.refusals):
            parser.read(text)
        assert time.monotonic() - began < SECONDS

    judge()
