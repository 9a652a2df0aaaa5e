"""What Google's token endpoint and JSON APIs answer, for peers that stand in for them.

Token endpoint: https://developers.google.com/identity/protocols/oauth2/service-account#httprest (it takes the
assertion only if the key it knows has signed it). Error bodies:
https://cloud.google.com/storage/docs/json_api/v1/status-codes and
https://cloud.google.com/bigquery/docs/reference/rest#error-response
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.peers.http_peer import Answer, Received

EMAIL = "reader@my-project.iam.gserviceaccount.com"
KEY_ID = "0123456789abcdef0123456789abcdef01234567"
TOKEN_PATH = "/token"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@cache
def private_key(name: str = "known") -> str:
    """PEM (PKCS #8) of an RSA key, one for each name."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def key_file(token_uri: str, **changes: Any) -> dict[str, Any]:
    """A service account's JSON key file, as the console makes it."""
    return {
        "type": "service_account",
        "project_id": "my-project",
        "private_key_id": KEY_ID,
        "private_key": private_key(),
        "client_email": EMAIL,
        "client_id": "100000000000000000000",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": token_uri,
        "universe_domain": "googleapis.com",
        **changes,
    }


def error(
    status: int, reason: str, message: str = "", *, info: str = "", headers: Mapping[str, str] | None = None
) -> Answer:
    """An error answer of a JSON API; `info` is the reason of a google.rpc.ErrorInfo in its details."""
    body: dict[str, Any] = {
        "code": status,
        "message": message,
        "errors": [{"message": message, "domain": "global", "reason": reason}],
    }
    if info:
        body["details"] = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": info}]
    return Answer(status, headers or {}, json.dumps({"error": body}).encode())


def found(resource: Mapping[str, Any]) -> Answer:
    return Answer(200, {"Content-Type": "application/json; charset=UTF-8"}, json.dumps(resource).encode())


@dataclass(slots=True)
class TokenEndpoint:
    """Gives a token to whoever shows an assertion that the known key signed for this endpoint and one of `scopes`."""

    scope: str
    audience: str
    token: str = "ya29.granted-CANARY"
    answer: Answer | None = None  # in place of a token
    assertions: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, received: Received) -> Answer:
        if self.answer is not None:
            return self.answer
        form = {name: values[0] for name, values in parse_qs(received.body.decode()).items()}
        if form.get("grant_type") != GRANT:
            return _refused("unsupported_grant_type", "Invalid grant_type: ")
        public = serialization.load_pem_private_key(private_key().encode(), None).public_key()
        try:
            claims = jwt.decode(form["assertion"], public, algorithms=["RS256"], audience=self.audience)
        except jwt.InvalidSignatureError:
            return _refused("invalid_grant", "Invalid JWT Signature.")
        except jwt.PyJWTError:
            return _refused(
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a "
                "reasonable timeframe. Check your iat and exp values in the JWT claim.",
            )
        if claims["iss"] != EMAIL:
            return _refused("invalid_grant", "Invalid grant: account not found")
        if claims["exp"] > time.time() + 3600 or claims["scope"] != self.scope:
            return _refused("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        self.assertions.append(claims)
        return found({"access_token": self.token, "expires_in": 3599, "token_type": "Bearer"})


def _refused(code: str, description: str) -> Answer:
    return Answer(400, {}, json.dumps({"error": code, "error_description": description}).encode())


def bears(received: Received, token: str) -> Answer | None:
    """None where the request bears the token, else what Google answers to an unknown one."""
    if received.headers.get("authorization") == f"Bearer {token}":
        return None
    challenge = {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'}
    return error(401, "authError", "Invalid Credentials", headers=challenge)
