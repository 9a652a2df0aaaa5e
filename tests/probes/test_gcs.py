"""Cloud Storage: gcp-storage-emulator behind the tests' own gate; the token endpoint scripted from Google's page."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.connector_type import out_of_grammar
from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.protocols.google_service_account import service_account
from probes.registry import connector_types
from probes.result import Level, ProbeFailure, ProbeResult, Reason
from probes.run import Job
from tests.egress.scripted import Conversation, peer
from tests.peers.certificates import Certificates
from tests.peers.google_cloud import EMAIL, KEY_ID, error, key_file, private_key
from tests.peers.google_storage import SCOPE, GoogleStorage, emulator, gate
from tests.peers.http_peer import Answer, serving
from tests.probes.probing import failed, run, spellings

GCS = connector_types()["gcs"]
# What stands in key files, at the wrong places too.
KEYS = st.sampled_from(sorted(key_file(""))) | st.text(max_size=4)
JSON_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["service_account", EMAIL])
)
FILE = "authConfig.serviceAccountJson"
TOKEN = {"accessToken": "ya29.given-CANARY"}
BUCKET = {"bucket": "a-bucket", "project": "my-project"}


def probed(config: Mapping[str, Any], auth: Mapping[str, Any], port: int, **how: Any) -> ProbeResult:
    result = run("gcs", config, auth, port=port, **how)
    shown = json.dumps(result.to_wire())
    key = "".join(private_key().splitlines()[1:-1])
    for secret in ("given-CANARY", "granted-CANARY", key[40:80]):
        assert not any(spelling in shown for spelling in spellings(secret))
    return result


@pytest.fixture(scope="module")
def emulator_port() -> Iterator[int]:
    with emulator() as port:
        yield port


@pytest.fixture
def storage(emulator_port: int, certificates: Certificates) -> Iterator[GoogleStorage]:
    with gate(emulator_port, certificates) as found:
        yield found


def asked(storage: GoogleStorage, auth: Mapping[str, Any] | None = None, **config: Any) -> ProbeResult:
    given = TOKEN if auth is None else auth
    return probed({**storage.config, **config}, given, storage.peer.port)


def account(storage: GoogleStorage, **changes: Any) -> dict[str, Any]:
    return {"serviceAccountJson": key_file(storage.tokens.audience, **changes)}


class TestBucketOfEmulatorBehindOwnGate:
    def test_a_service_account_lists_and_reads(self, storage: GoogleStorage) -> None:
        storage.put("daily/a b.csv")
        result = asked(storage, account(storage), prefix="daily/")
        assert (result.success, result.level, result.warning) == (True, Level.RESOURCE_READABLE, None), result
        assert GCS.highest_level is Level.RESOURCE_READABLE
        [claims] = storage.tokens.assertions
        assert (claims["iss"], claims["scope"]) == (EMAIL, SCOPE)

    def test_an_access_token_lists_and_reads(self, storage: GoogleStorage) -> None:
        storage.put("ü /?#%41&.csv")
        result = asked(storage, prefix="ü /?#%41&")
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result
        assert storage.tokens.assertions == []

    @pytest.mark.parametrize(("prefix", "words"), [({}, "no files yet"), ({"prefix": "x/"}, "at the prefix yet")])
    def test_nothing_there_is_a_warning_and_no_error(
        self, storage: GoogleStorage, prefix: dict[str, str], words: str
    ) -> None:
        result = asked(storage, **prefix)
        assert (result.success, result.level) == (True, Level.AUTHORIZED)
        assert words in (result.warning or "")

    def test_a_folder_placeholder_is_no_file(self, storage: GoogleStorage) -> None:
        listing = {"kind": "storage#objects", "items": [{"name": "folder/", "size": "0"}]}
        storage.instead = Answer(body=json.dumps(listing).encode())
        assert "at the prefix yet" in (asked(storage, prefix="folder/").warning or "")
        listing["items"].append({"name": "folder/a.csv", "size": "0"})  # type: ignore[attr-defined]  # the list above
        storage.instead = Answer(body=json.dumps(listing).encode())
        assert asked(storage, prefix="folder/").level is Level.RESOURCE_READABLE
        assert storage.peer.received[-1].path.endswith("/o/folder%2Fa.csv")

    def test_an_empty_page_with_more_behind_it_says_nothing_of_emptiness(self, storage: GoogleStorage) -> None:
        storage.instead = Answer(body=json.dumps({"kind": "storage#objects", "nextPageToken": "t"}).encode())
        result = asked(storage)
        assert (result.success, result.warning) == (True, None)

    def test_listing_without_reading_is_a_warning(self, storage: GoogleStorage) -> None:
        storage.put("a.csv")
        storage.denied.add("storage.objects.get")
        result = asked(storage)
        assert (result.success, result.level) == (True, Level.AUTHORIZED)
        assert "grant storage.objects.get" in (result.warning or "")

    def test_a_bucket_that_is_not_there(self, storage: GoogleStorage) -> None:
        result = asked(storage, account(storage), bucket="no-such-bucket")
        assert (result.reason, result.field) == (Reason.RESOURCE_NOT_FOUND, "config.bucket")
        assert (result.level, result.steps[-1].name.value) == (Level.AUTHENTICATED, "authorize")
        assert result.hint

    def test_a_bucket_that_may_not_be_listed(self, storage: GoogleStorage) -> None:
        storage.denied.add("storage.objects.list")
        result = asked(storage)
        assert (result.reason, result.field) == (Reason.PERMISSION_DENIED, "config.bucket")
        assert (result.level, failed(result)) == (Level.AUTHENTICATED, ["authorize"])
        assert "roles/storage.objectViewer" in (result.hint or "")

    def test_a_wrong_token(self, storage: GoogleStorage) -> None:
        result = asked(storage, {"accessToken": "ya29.other"})
        assert (result.reason, result.field) == (Reason.AUTHENTICATION_FAILED, "authConfig.accessToken")
        assert (result.level, failed(result)) == (Level.TLS, ["authenticate"])
        assert result.hint

    @pytest.mark.parametrize(
        ("answer", "reason", "at"),
        [
            (error(429, "rateLimitExceeded"), Reason.RATE_LIMITED, None),
            (error(503, "backendError"), Reason.PEER_ERROR, None),
            (error(400, "userProjectMissing"), Reason.UNSUPPORTED, "config.bucket"),
            (error(403, "accountDisabled"), Reason.PERMISSION_DENIED, "config.project"),
            (Answer(200, body=b"<html>"), Reason.PROTOCOL_MISMATCH, "config.endpoint"),
            (Answer(200, body=b'{"kind":"storage#objects","items":[1]}'), Reason.PROTOCOL_MISMATCH, "config.endpoint"),
            (Answer(200, body=b'{"kind":"storage#objects","items":7}'), Reason.PROTOCOL_MISMATCH, "config.endpoint"),
            (Answer(302, {"Location": "https://169.254.169.254/"}), Reason.PROTOCOL_MISMATCH, "config.endpoint"),
        ],
        ids=lambda value: value if isinstance(value, str) else getattr(value, "status", None),
    )
    def test_what_storage_says_has_one_meaning(
        self, storage: GoogleStorage, answer: Answer, reason: Reason, at: str | None
    ) -> None:
        storage.instead = answer
        result = asked(storage)
        assert (result.success, result.reason, result.field) == (False, reason, at), result
        assert result.hint


class TestServiceAccountFile:
    """Read strictly: what is wrong is named by its path inside the file, and nothing is dialled."""

    @staticmethod
    def elliptic() -> str:
        key = ec.generate_private_key(ec.SECP256R1())
        return key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()

    @pytest.mark.parametrize(
        ("changes", "at", "reason"),
        [
            ({"type": "authorized_user"}, "type", Reason.UNSUPPORTED),
            ({"type": "external_account"}, "type", Reason.UNSUPPORTED),
            ({"type": None}, "type", Reason.INVALID_CONFIG),
            ({"type": {"a": 1}}, "type", Reason.INVALID_CONFIG),
            ({"universe_domain": "example.com"}, "universe_domain", Reason.UNSUPPORTED),
            ({"client_email": ""}, "client_email", Reason.CREDENTIAL_MISSING),
            ({"private_key": None}, "private_key", Reason.CREDENTIAL_MISSING),
            ({"private_key_id": None}, "private_key_id", Reason.CREDENTIAL_MISSING),
            ({"token_uri": None}, "token_uri", Reason.CREDENTIAL_MISSING),
            ({"client_email": "reader"}, "client_email", Reason.INVALID_CONFIG),
            ({"client_email": 7}, "client_email", Reason.INVALID_CONFIG),
            ({"private_key_id": "a\r\nb"}, "private_key_id", Reason.INVALID_CONFIG),
            ({"private_key": "-----BEGIN PRIVATE KEY-----\nx"}, "private_key", Reason.INVALID_CONFIG),
            ({"private_key": elliptic()}, "private_key", Reason.INVALID_CONFIG),
            ({"token_uri": "http://oauth2.googleapis.com/token"}, "token_uri", Reason.INVALID_CONFIG),
            ({"token_uri": "file:///etc/passwd"}, "token_uri", Reason.INVALID_CONFIG),
            ({"token_uri": "https://u:p@oauth2.googleapis.com/token"}, "token_uri", Reason.INVALID_CONFIG),
            ({"token_uri": "https://0x7f.1/"}, "token_uri", Reason.INVALID_CONFIG),
        ],
    )
    def test_what_is_wrong_is_named(self, changes: dict[str, Any], at: str, reason: Reason) -> None:
        given = {"serviceAccountJson": {**key_file("https://oauth2.googleapis.com/token"), **changes}}
        result = probed(BUCKET, given, 1)
        assert (result.reason, result.field, result.level) == (reason, f"{FILE}.{at}", Level.NONE), result
        assert result.hint
        assert failed(result) == ["config"]

    @settings(deadline=None)  # the machine may be busy
    @given(st.recursive(JSON_LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=12))
    def test_whatever_it_holds_it_is_judged_and_never_breaks(self, document: Any) -> None:
        for written in (document, json.dumps(document)):
            with pytest.raises(ProbeFailure) as caught:
                service_account(written)
            assert (caught.value.field or "").startswith(FILE)

    def test_all_that_is_missing_is_named_at_once(self) -> None:
        result = probed(BUCKET, {"serviceAccountJson": {"type": "service_account"}}, 1)
        assert all(f"{FILE}.{name}" in result.message for name in ("client_email", "private_key", "token_uri"))

    @pytest.mark.parametrize(
        "text",
        ["{", "[]", "7", "[" * 50_000, '{"a":"' + "x" * 70_000 + '"}'],
        ids=["cut off", "a list", "a number", "deep", "long"],
    )
    def test_text_that_is_no_key_file(self, text: str) -> None:
        result = probed(BUCKET, {"serviceAccountJson": text}, 1)
        assert (result.reason, result.field) == (Reason.INVALID_CONFIG, FILE)

    def test_an_object_and_its_text_are_both_taken_and_a_number_is_not(self) -> None:
        assert GCS.missing(BUCKET, {"serviceAccountJson": {}}) == []
        assert GCS.missing(BUCKET, {"serviceAccountJson": "{}"}) == []
        [violation] = GCS.missing(BUCKET, {"serviceAccountJson": 7})
        assert (violation.path, "expected an object" in violation.message) == (FILE, True)

    @pytest.mark.parametrize(
        ("auth", "auth_method", "at"),
        [
            ({}, "access_key", FILE),
            (TOKEN, "service_account", FILE),
            ({"serviceAccountJson": ""}, "access_key", FILE),
            ({}, "oauth_token", "authConfig.accessToken"),
        ],
    )
    def test_a_missing_credential_is_named(self, auth: dict[str, Any], auth_method: str, at: str) -> None:
        result = probed(BUCKET, auth, 1, auth_method=auth_method)
        assert (result.reason, result.field, result.level) == (Reason.CREDENTIAL_MISSING, at, Level.NONE)
        assert result.hint


class TestTokenEndpoint:
    def test_a_key_that_google_does_not_know(self, storage: GoogleStorage) -> None:
        result = asked(storage, account(storage, private_key=private_key("deleted")))
        assert (result.reason, result.field) == (Reason.AUTHENTICATION_FAILED, f"{FILE}.private_key")
        assert (result.level, failed(result)) == (Level.TLS, ["authenticate"])
        assert "make a new one" in (result.hint or "")

    def test_an_account_that_google_does_not_know(self, storage: GoogleStorage) -> None:
        result = asked(storage, account(storage, client_email="gone@my-project.iam.gserviceaccount.com"))
        assert (result.reason, result.field) == (Reason.AUTHENTICATION_FAILED, f"{FILE}.client_email")
        assert result.hint

    @pytest.mark.parametrize(
        ("answer", "reason", "at"),
        [
            (Answer(429, {"Retry-After": "3"}), Reason.RATE_LIMITED, f"{FILE}.token_uri"),
            (Answer(200, body=b"{}"), Reason.PROTOCOL_MISMATCH, f"{FILE}.token_uri"),
            (Answer(200, body=b'{"access_token":"a\\r\\nb"}'), Reason.INVALID_CONFIG, FILE),
            (Answer(500), Reason.PEER_ERROR, f"{FILE}.token_uri"),
            (
                Answer(400, body=b'{"error":"invalid_grant","error_description":"Token must be a short-lived token"}'),
                Reason.PEER_ERROR,
                None,
            ),
            (Answer(400, body=b'{"error":"invalid_grant"}'), Reason.AUTHENTICATION_FAILED, f"{FILE}.private_key"),
        ],
        ids=lambda value: value if isinstance(value, str) else getattr(value, "status", None),
    )
    def test_its_other_answers(self, storage: GoogleStorage, answer: Answer, reason: Reason, at: str | None) -> None:
        storage.tokens.answer = answer
        result = asked(storage, account(storage))
        assert (result.success, result.reason, result.field) == (False, reason, at), result
        assert len(storage.peer.received) == 1

    def test_it_goes_through_the_guard(self, storage: GoogleStorage) -> None:
        given = {"serviceAccountJson": key_file("https://169.254.169.254/token")}
        result = asked(storage, given)
        assert (result.reason, result.field) == (Reason.EGRESS_DENIED, f"{FILE}.token_uri")
        assert storage.peer.received == []

    def test_the_assertion_names_its_key(self, storage: GoogleStorage) -> None:
        asked(storage, account(storage))
        assert storage.tokens.assertions[0]["aud"] == storage.tokens.audience
        assert storage.tokens.assertions[0]["exp"] - storage.tokens.assertions[0]["iat"] <= 3600
        assert KEY_ID not in json.dumps(storage.tokens.assertions)  # it is in the header, not among the claims


class TestUnreachable:
    """The cells of the wire that no credential reaches; BigQuery takes the same way."""

    @pytest.mark.parametrize(
        ("endpoint", "reason"),
        [("https://nowhere.invalid", Reason.DNS_NOT_FOUND), ("https://169.254.169.254", Reason.EGRESS_DENIED)],
    )
    def test_before_dialling(self, endpoint: str, reason: Reason) -> None:
        result = probed({**BUCKET, "endpoint": endpoint}, TOKEN, 1)
        assert (result.reason, result.field, result.level) == (reason, "config.endpoint", Level.NONE)
        assert result.hint

    def test_a_closed_port(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
            result = probed({**BUCKET, "endpoint": f"https://127.0.0.1:{port}"}, TOKEN, port)
        assert (result.reason, result.field) == (Reason.CONNECTION_REFUSED, "config.endpoint")
        assert result.hint

    def test_a_silent_peer(self) -> None:
        with peer(Conversation.hang) as silent:
            config = {**BUCKET, "endpoint": f"https://127.0.0.1:{silent.port}"}
            result = probed(config, TOKEN, silent.port, seconds=1.0)
        assert (result.reason, result.field, result.level) == (Reason.TIMEOUT, "config.endpoint", Level.REACHABLE)
        assert result.hint

    def test_a_certificate_that_nobody_trusts(self, certificates: Certificates) -> None:
        with serving(certificates.unknown) as https:
            config = {**BUCKET, "endpoint": https.url(""), "caCertificate": certificates.ca.read_text()}
            result = probed(config, TOKEN, https.port)
        assert (result.reason, result.field) == (Reason.TLS_UNTRUSTED, "config.endpoint")
        assert result.hint
        assert https.received == []


def test_every_missing_field_is_named_at_once() -> None:
    assert {violation.path for violation in GCS.missing({}, {})} == {"config.bucket", "config.project"}


@pytest.mark.parametrize("endpoint", ["http://storage.googleapis.com", "https://h/path", "https://u@h", "ftp://h"])
def test_an_endpoint_is_an_https_origin_and_no_more(endpoint: str) -> None:
    assert out_of_grammar(GCS.by_name["endpoint"], endpoint)


def test_in_the_confined_child_it_proves_the_same(storage: GoogleStorage) -> None:
    storage.put("a.csv")
    prober = Prober(EgressPolicy.parse([f"127.0.0.1:{storage.peer.port}"], []), concurrency=2)
    prober.start()
    try:
        job = Job("acme", "c", "gcs", "access_key", GCS.parameters(storage.config), account(storage), 10)
        result = ProbeRunner(prober.socket_path).run(job)
    finally:
        prober.stop()
    assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result
