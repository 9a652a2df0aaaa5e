"""Keys that are elsewhere: AWS KMS (moto, which checks signatures) and a transit engine (scripted as documented)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.errors import DataLoss, Unavailable
from server.vault.keyring import Keyring, KeyringError
from server.vault.providers import outage
from server.vault.providers.aws_kms import AwsKmsKey
from server.vault.providers.local import LocalKey
from server.vault.providers.outage import OutageGuard
from server.vault.providers.provider import KeyProvider
from server.vault.providers.transit import TransitKey
from tests.peers.http_peer import Answer, HttpPeer, Received
from tests.peers.moto import MotoServer
from tests.peers.process import free_port

CONTEXT = {"service": "connector-service", "tenant": "acme", "purpose": "seal", "key": "0" * 32}
TOKEN = "hvs.canary-token"
PLAINTEXT = b"32 bytes of a key of a tenant...."


class TransitEngine:
    """POST /v1/transit/{encrypt,decrypt}/<key>, its key made with derived=true."""

    def __init__(self) -> None:
        self.key = os.urandom(32)
        self.status = 200

    def __call__(self, received: Received) -> Answer:
        if self.status != 200:
            return self._refused(self.status, "Vault is sealed")
        if received.headers.get("x-vault-token") != TOKEN:
            return self._refused(403, "permission denied")
        mount, action, name = received.path.removeprefix("/v1/").split("/")
        asked = json.loads(received.body)
        if (mount, name) != ("transit", "connectors"):
            return self._refused(400 if action == "encrypt" else 404, "encryption key not found")
        if not asked.get("context"):
            return self._refused(400, "missing 'context' for key derivation")
        derived = AESGCM(hmac.digest(self.key, base64.b64decode(asked["context"]), hashlib.sha256))
        bound = base64.b64decode(asked["associated_data"])
        if action == "encrypt":
            nonce = os.urandom(12)
            sealed = nonce + derived.encrypt(nonce, base64.b64decode(asked["plaintext"]), bound)
            return self._data({"ciphertext": "vault:v1:" + base64.b64encode(sealed).decode(), "key_version": 1})
        version, _, encoded = asked["ciphertext"].rpartition(":")
        try:
            sealed = base64.b64decode(encoded, validate=True)
            plain = derived.decrypt(sealed[:12], sealed[12:], bound)
        except (InvalidTag, ValueError):
            return self._refused(400, "cipher: message authentication failed")
        if version != "vault:v1":
            return self._refused(400, "invalid ciphertext: no prefix")
        return self._data({"plaintext": base64.b64encode(plain).decode()})

    def _data(self, data: dict[str, object]) -> Answer:
        return Answer(200, {"Content-Type": "application/json"}, json.dumps({"data": data}).encode())

    def _refused(self, status: int, message: str) -> Answer:
        return Answer(status, {"Content-Type": "application/json"}, json.dumps({"errors": [message]}).encode())


@pytest.fixture
def engine(http_peer: HttpPeer) -> TransitEngine:
    http_peer.script = engine = TransitEngine()
    return engine


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(TOKEN + "\n")
    return path


def kms_key(request: pytest.FixtureRequest) -> KeyProvider:
    moto: MotoServer = request.getfixturevalue("moto_server")
    patch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
    patch.setenv("AWS_ACCESS_KEY_ID", moto.owner.access_key_id)
    patch.setenv("AWS_SECRET_ACCESS_KEY", moto.owner.secret_access_key)
    made = moto.client("kms").create_key()["KeyMetadata"]["KeyId"]
    return AwsKmsKey(made, moto.region, moto.endpoint)


def transit_key(request: pytest.FixtureRequest) -> KeyProvider:
    request.getfixturevalue("engine")
    peer: HttpPeer = request.getfixturevalue("http_peer")
    return TransitKey("connectors", peer.url("/"), request.getfixturevalue("token_file"))


def file_key(_request: pytest.FixtureRequest) -> KeyProvider:
    return LocalKey(os.urandom(32))


@pytest.fixture(params=[file_key, kms_key, transit_key], ids=["file", "aws-kms", "transit"])
def provider(request: pytest.FixtureRequest) -> KeyProvider:
    make: Callable[[pytest.FixtureRequest], KeyProvider] = request.param
    return make(request)


def test_a_key_unwraps_what_it_wrapped_for_the_same_tenant_and_nothing_else(provider: KeyProvider) -> None:
    wrapped = provider.wrap(PLAINTEXT, CONTEXT)
    assert PLAINTEXT not in wrapped
    assert provider.unwrap(wrapped, CONTEXT) == PLAINTEXT
    for name in CONTEXT:
        with pytest.raises(DataLoss):
            provider.unwrap(wrapped, {**CONTEXT, name: "other"})


def test_what_was_changed_or_cut_is_refused(provider: KeyProvider) -> None:
    wrapped = provider.wrap(PLAINTEXT, CONTEXT)
    for changed in (wrapped[:-1] + bytes((wrapped[-1] ^ 1,)), wrapped[:-5], wrapped[:8]):
        with pytest.raises(DataLoss):
            provider.unwrap(changed, CONTEXT)


def test_kms_that_refuses_the_caller_or_is_away_is_unavailable_and_names_no_address(
    moto_server: MotoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", moto_server.denied.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", moto_server.denied.secret_access_key)
    made = moto_server.client("kms").create_key()["KeyMetadata"]["KeyId"]
    with pytest.raises(Unavailable, match="AWS KMS refused to encrypt"):
        AwsKmsKey(made, moto_server.region, moto_server.endpoint).wrap(PLAINTEXT, CONTEXT)
    port = free_port()
    with pytest.raises(Unavailable, match="EndpointConnectionError") as caught:
        AwsKmsKey(made, moto_server.region, f"http://127.0.0.1:{port}").unwrap(b"wrapped", CONTEXT)
    assert str(port) not in caught.value.message


def test_a_transit_engine_that_is_sealed_away_or_refuses_the_token_is_unavailable(
    engine: TransitEngine, http_peer: HttpPeer, token_file: Path
) -> None:
    key = TransitKey("connectors", http_peer.url("/"), token_file)
    engine.status = 503
    with pytest.raises(Unavailable, match="HTTP 503"):
        key.wrap(PLAINTEXT, CONTEXT)
    engine.status = 200
    token_file.write_text("hvs.expired")
    with pytest.raises(Unavailable, match="HTTP 403"):
        key.wrap(PLAINTEXT, CONTEXT)
    token_file.write_text(TOKEN)  # an agent renewed it
    assert key.unwrap(key.wrap(PLAINTEXT, CONTEXT), CONTEXT) == PLAINTEXT
    token_file.unlink()
    for lost in (key, TransitKey("connectors", f"http://127.0.0.1:{free_port()}", token_file)):
        with pytest.raises(Unavailable) as caught:
            lost.wrap(PLAINTEXT, CONTEXT)
        assert "127.0.0.1" not in caught.value.message


class Flaky:
    """A key service that a test switches off."""

    kind = "flaky"

    def __init__(self) -> None:
        self.away, self.calls = False, 0

    def wrap(self, plaintext: bytes, _context: object) -> bytes:
        self.calls += 1
        if self.away:
            raise Unavailable("away")
        return plaintext

    unwrap = wrap


def test_an_outage_is_waited_for_once_and_then_refused_at_once_until_a_pause_is_over() -> None:
    now, service = 0.0, Flaky()
    guard = OutageGuard(service, clock=lambda: now)
    service.away = True
    for _ in range(5):
        with pytest.raises(Unavailable):
            guard.wrap(b"", {})
    assert service.calls == 1
    now, service.away = outage.PAUSE_SECONDS, False
    assert guard.wrap(b"key", {}) == b"key"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({}, 'has no "provider" that is one of environment, aws-kms, transit'),
        ({"provider": "aws-kms", "key": "alias/a"}, 'lacks "region"'),
        ({"provider": "aws-kms", "key": "alias/a", "region": "eu-west-1", "secret": "x"}, 'has "secret"'),
        ({"provider": "aws-kms", "key": 1, "region": "eu-west-1"}, 'has a "key" that is no text'),
        ({"provider": "transit", "key": "a", "address": "http://vault:8200", "token_file": "/t"}, "neither https"),
        ({"provider": "environment"}, "CONNECTORS_KEYRING_KEYS, which does not have it"),
    ],
)
def test_what_is_wrong_with_a_declared_key_is_said(keyring_path: Path, entry: dict[str, str], said: str) -> None:
    keyring_path.write_text(json.dumps({"format": 1, "primary": "k1", "keys": {"k1": entry}}))
    keyring_path.chmod(0o600)
    with pytest.raises(KeyringError, match=f"key k1 .*{said}"):
        Keyring.load(keyring_path)


def test_a_key_of_the_environment_is_found_by_its_id(keyring_path: Path) -> None:
    key = os.urandom(32)
    keyring_path.write_text(json.dumps({"format": 1, "primary": "k1", "keys": {"k1": {"provider": "environment"}}}))
    keyring_path.chmod(0o600)
    assert Keyring.load(keyring_path, {"k1": key}).get("k1") == key
