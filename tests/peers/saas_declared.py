"""A vendor's peer made of its samples: it knows one credential, and refuses any other as the vendor documents it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from oauthlib.common import Request
from oauthlib.oauth1.rfc5849.signature import collect_parameters, verify_hmac_sha256
from oauthlib.oauth1.rfc5849.utils import parse_authorization_header

from tests.peers.http_peer import Answer, Received
from tests.peers.saas_samples import STATUS_OF, Access, Exchange, Refused, Samples

PEM, PKCS8, PLAIN = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()


@dataclass(frozen=True)
class SigningKey:
    """A private key as a connector holds it, and what verifies its signatures."""

    pem: str
    public: Any

    @classmethod
    def of(cls, key: Any) -> SigningKey:
        return cls(key.private_bytes(PEM, PKCS8, PLAIN).decode(), key.public_key())

    def service_account(self) -> dict[str, str]:
        return {
            "type": "service_account",
            "client_email": "reader@acme.iam.gserviceaccount.com",
            "private_key_id": "0123456789abcdef",
            "private_key": self.pem,
            "token_uri": "https://oauth2.googleapis.com/token",
        }


KEYS = {
    "RSA": SigningKey.of(rsa.generate_private_key(65537, 2048)),
    "EC": SigningKey.of(ec.generate_private_key(ec.SECP256R1())),
}
OTHERS = {
    "RSA": SigningKey.of(rsa.generate_private_key(65537, 2048)),
    "EC": SigningKey.of(ec.generate_private_key(ec.SECP256R1())),
}


def filled(given: Mapping[str, Any], keys: Mapping[str, SigningKey] = KEYS) -> dict[str, Any]:
    """`$RSA`, `$EC` and `$SERVICE_ACCOUNT` stand for keys that are made anew for each run."""
    made = {"$RSA": keys["RSA"].pem, "$EC": keys["EC"].pem}
    return {
        name: keys["RSA"].service_account() if value == "$SERVICE_ACCOUNT" else made.get(str(value), value)
        for name, value in given.items()
    }


@dataclass
class DeclaredPeer:
    """A script for an HttpPeer. `instead` makes one exchange refuse; `strays` are requests of which no sample knows."""

    samples: Samples
    method: str
    instead: tuple[Exchange, Refused] | None = None
    strays: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def access(self) -> Access:
        return self.samples.methods[self.method]

    def __call__(self, received: Received) -> Answer:
        exchange = self._exchange(received)
        if exchange is None:
            self.strays.append(f"{received.method} {received.headers['host']}{received.path} {dict(received.query)}")
            return Answer(599)
        self.asked.append(exchange.ask)
        if self.instead and self.instead[0] is exchange:
            return answer_of(self.instead[1])
        of_token = exchange is self.access.token
        known = self._form_fits(exchange, received) if of_token else self._carries(self.access.sends, received)
        if not known or not self._carries(exchange.sends, received):
            return answer_of(self.wrong(exchange))
        body = json.dumps(exchange.answer).encode()
        return Answer(200, {"Content-Type": "application/json", **exchange.headers}, body)

    def wrong(self, exchange: Exchange) -> Refused:
        """How the vendor refuses a wrong credential here; where no page says it, as it does at first."""
        first = self.access.token or self.samples.asked_by(self.method)[0]
        candidates = [item for item in (*exchange.refuses, *first.refuses) if item.cell == "wrong"]
        return next(item for item in candidates if not item.methods or self.method in item.methods)

    def _exchange(self, received: Received) -> Exchange | None:
        token = (self.access.token,) if self.access.token else ()
        for exchange in (*token, *self.samples.known_to(self.method)):
            method, _space, address = exchange.ask.partition(" ")
            where, _mark, query = address.partition("?")
            if (method, where) != (received.method, received.headers["host"] + received.path):
                continue
            mine = set(exchange.form) if exchange in token and method == "GET" else set()
            mine |= {name[1:] for name in self.access.sends if name.startswith("?")}
            if {k: v for k, v in received.query.items() if k not in mine} != parse_qs(query, keep_blank_values=True):
                continue
            if exchange.json is None or (received.body and json.loads(received.body) == exchange.json):
                return exchange
        return None

    def _carries(self, sends: Mapping[str, str], received: Received) -> bool:
        return all(self._carried(name, value, received) for name, value in sends.items())

    def _carried(self, name: str, value: str, received: Received) -> bool:
        if name.startswith("?"):
            return received.query.get(name[1:]) == [value]
        sent = received.headers.get(name.lower(), "")
        if value.startswith("OAuth1 "):
            return self._signed(value.removeprefix("OAuth1 "), received)
        if value.startswith("Basic "):
            value = "Basic " + base64.b64encode(value.removeprefix("Basic ").encode()).decode()
        return sent == value

    def _form_fits(self, exchange: Exchange, received: Received) -> bool:
        text = received.body.decode()
        given = received.query if received.method == "GET" else parse_qs(text, keep_blank_values=True)
        if set(given) - {name[1:] for name in exchange.sends if name.startswith("?")} != set(exchange.form):
            return False
        return all(
            _is_assertion(given[name][0], expected) if isinstance(expected, dict) else given[name] == [expected]
            for name, expected in exchange.form.items()
        )

    def _signed(self, keys: str, received: Received) -> bool:
        """Whether oauthlib finds the signature to be that of the secrets that were given (RFC 5849 §3.2)."""
        headers = {"Authorization": received.headers.get("authorization", "")}
        said = {name: unquote(value) for name, value in parse_authorization_header(headers["Authorization"])}
        query = "&".join(f"{name}={value}" for name, values in received.query.items() for value in values)
        request = Request(f"https://{received.headers['host']}{received.path}", received.method)
        request.params = collect_parameters(query, headers=headers)
        request.signature = said["oauth_signature"]
        held = self.access.give
        known = f"{said['oauth_consumer_key']}:{said['oauth_token']}" == keys
        return known and bool(verify_hmac_sha256(request, held["consumerSecret"], held["tokenSecret"]))


def answer_of(refused: Refused) -> Answer:
    status = refused.status or STATUS_OF[refused.cell]
    if refused.text is not None:
        return Answer(status, {"Content-Type": "text/plain", **refused.headers}, refused.text.encode())
    return Answer(status, {"Content-Type": "application/json", **refused.headers}, json.dumps(refused.body).encode())


def _is_assertion(token: str, expected: Mapping[str, Any]) -> bool:
    """Whether the JWT is signed with the key of the connector, says what is expected, and ends soon."""
    header = jwt.get_unverified_header(token)
    key = KEYS["EC" if header["alg"].startswith("ES") else "RSA"].public
    try:
        claims = jwt.decode(token, key, [header["alg"]], options={"verify_aud": False, "require": ["exp"]})
    except jwt.InvalidTokenError:
        return False
    said = {**header, **claims}
    return {name: said.get(name) for name in expected} == dict(expected)
