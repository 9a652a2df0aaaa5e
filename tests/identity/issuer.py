"""A token issuer of the tests: keys of every kind, tokens right or wrong in one way, its JWKS over HTTP."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import get_default_algorithms

ISSUER = "https://issuer.example"
AUDIENCE = "connectors"


@cache
def private_key(name: str, algorithm: str, bits: int = 2048) -> Any:
    """A key of this name; the same for the whole run, since RSA keys take their time."""
    if algorithm.startswith(("RS", "PS")):
        return rsa.generate_private_key(65537, bits)
    return ed25519.Ed25519PrivateKey.generate() if algorithm == "EdDSA" else ec.generate_private_key(ec.SECP256R1())


def public_jwk(kid: str, algorithm: str, **changed: Any) -> dict[str, Any]:
    algorithms: Any = get_default_algorithms()[algorithm]
    key = private_key(kid, algorithm).public_key()
    jwk: dict[str, Any] = algorithms.to_jwk(key, as_dict=True)
    return jwk | {"kid": kid, "use": "sig", "alg": algorithm} | changed


def claims(**changed: Any) -> dict[str, Any]:
    """Claims of a token that holds; None leaves one out."""
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "exp": now + 600,
        "iat": now,
        "sub": "ann",
        "tenant": "acme",
        "role": "admin",
    }
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def token(kid: str = "rsa", algorithm: str = "RS256", headers: Mapping[str, Any] | None = None, **changed: Any) -> str:
    headers = {"kid": kid, **(headers or {})}
    return jwt.encode(claims(**changed), private_key(kid, algorithm), algorithm, headers=headers)


def segment(text: str | bytes) -> str:
    raw = text.encode() if isinstance(text, str) else text
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(header: str, payload: str, kid: str = "rsa") -> str:
    """A token of these very texts, signed as it should be (RS256)."""
    signing_input = f"{segment(header)}.{segment(payload)}".encode()
    algorithm: Any = get_default_algorithms()["RS256"]
    return f"{signing_input.decode()}.{segment(algorithm.sign(signing_input, private_key(kid, 'RS256')))}"


@dataclass
class JwksServer:
    """What it answers with, set by the test; and how often it was asked."""

    url: str = ""
    keys: list[dict[str, Any]] = field(default_factory=list)
    body: bytes | None = None  # in place of the keys
    status: int = 200
    seconds: float = 0.0  # before each answer
    drip: bool = False  # a byte of an endless body now and then
    location: str = ""
    asked: int = 0

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked += 1
        time.sleep(self.seconds)
        body = json.dumps({"keys": self.keys}).encode() if self.body is None else self.body
        handler.send_response(self.status)
        if self.location:
            handler.send_header("location", self.location)
        handler.send_header("content-length", str(1 << 19 if self.drip else len(body)))
        handler.end_headers()
        if not self.drip:
            handler.wfile.write(body)
            return
        while True:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)


@contextmanager
def jwks_server(*keys: dict[str, Any]) -> Iterator[JwksServer]:
    state = JwksServer(keys=list(keys))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                state.answer(self)
            except (BrokenPipeError, ConnectionResetError):
                return

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/keys"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
