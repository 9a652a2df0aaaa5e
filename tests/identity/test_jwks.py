"""The issuer's keys over real HTTP: cached, rotated, and what an outage does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from server.errors import KeysUnavailable, status_of
from server.identity import jwks, jwks_source
from server.identity.jwks import FRESH_SECONDS, UNKNOWN_KEY_SECONDS, Jwks
from server.identity.jwks_source import SourceFailed, source
from tests.identity.issuer import JwksServer, jwks_server, public_jwk
from tests.peers.certificates import Certificates

ALGORITHMS = ("ES256",)
STALE_SECONDS = 3600


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server() -> Iterator[JwksServer]:
    with jwks_server(public_jwk("first", "ES256")) as started:
        yield started


@pytest.fixture
def keys(server: JwksServer, clock: Clock) -> Jwks:
    return Jwks(source(server.url, None), ALGORITHMS, stale_seconds=STALE_SECONDS, clock=clock)


def eventually(holds: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_keys_are_fetched_once_and_kept(server: JwksServer, keys: Jwks) -> None:
    assert all(keys.find("first", "ES256") for _ in range(100))
    assert server.asked == 1


def test_callers_at_once_cost_one_fetch(server: JwksServer, keys: Jwks) -> None:
    server.seconds = 0.2
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: keys.find("first", "ES256"), range(8)))
    assert server.asked == 1


def test_a_new_key_is_found_as_soon_as_a_token_names_it(server: JwksServer, keys: Jwks, clock: Clock) -> None:
    assert keys.find("first", "ES256")
    server.keys.append(public_jwk("second", "ES256"))
    clock.pass_by(UNKNOWN_KEY_SECONDS)
    assert keys.find("second", "ES256")
    assert keys.find("first", "ES256")
    assert server.asked == 2


def test_a_key_that_the_issuer_withdrew_is_forgotten(server: JwksServer, keys: Jwks, clock: Clock) -> None:
    assert keys.find("first", "ES256")
    server.keys[:] = [public_jwk("second", "ES256")]
    clock.pass_by(FRESH_SECONDS + 1)
    # The call that finds the keys aged is answered from them; the fetch runs beside it.
    assert keys.find("first", "ES256")
    eventually(lambda: keys.find("second", "ES256"))
    assert keys.find("first", "ES256") is None


def test_made_up_key_ids_do_not_hammer_the_issuer(server: JwksServer, keys: Jwks, clock: Clock) -> None:
    assert keys.find("first", "ES256")
    for number in range(200):
        clock.pass_by(0.1)
        assert keys.find(f"made-up-{number}", "ES256") is None
    assert server.asked <= 1 + 200 * 0.1 / UNKNOWN_KEY_SECONDS + 1


def test_keys_outlive_an_outage_of_the_issuer_for_a_bounded_time(server: JwksServer, keys: Jwks, clock: Clock) -> None:
    assert keys.find("first", "ES256")
    server.status = 503
    clock.pass_by(FRESH_SECONDS + STALE_SECONDS - 1)
    assert keys.find("first", "ES256")
    assert keys.find("second", "ES256") is None
    clock.pass_by(2)
    with pytest.raises(KeysUnavailable) as refusal:
        keys.find("first", "ES256")
    status = status_of(refusal.value)
    assert (status.http, status.reason) == (503, "IDENTITY_KEYS_UNAVAILABLE")
    server.status = 200
    clock.pass_by(UNKNOWN_KEY_SECONDS)
    assert keys.find("first", "ES256")


def test_without_any_key_calls_are_refused_and_the_first_key_heals_it(
    server: JwksServer, keys: Jwks, clock: Clock
) -> None:
    server.status = 500
    with pytest.raises(KeysUnavailable) as refusal:
        keys.find("first", "ES256")
    assert refusal.value.retry_after
    with pytest.raises(KeysUnavailable):
        keys.check()
    server.status = 200
    clock.pass_by(jwks.RETRY_SECONDS)
    assert keys.find("first", "ES256")
    keys.check()


WRONG = [
    {"status": 404},
    {"status": 301, "location": "http://127.0.0.1:1/"},
    {"body": b"<html>"},
    {"body": b"[]"},
    {"body": b'{"keys": {}}'},
    {"body": b'{"keys": []}'},
    {"body": b'{"keys": [' + b"{}," * 200 + b"{}]}"},
    {"body": b'{"keys": [{"kty": "oct", "k": "AAAA"}]}'},
    {"body": b"[" * 100_000},
    {"body": b" " * (jwks_source.MAX_BYTES + 1)},
    {"drip": True},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(wrong)[:40])
def test_what_is_no_jwks_changes_nothing_of_the_keys_there_are(
    server: JwksServer, keys: Jwks, clock: Clock, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any]
) -> None:
    assert keys.find("first", "ES256")
    for name, value in wrong.items():
        setattr(server, name, value)
    monkeypatch.setattr(jwks_source, "FETCH_SECONDS", 0.3)
    clock.pass_by(UNKNOWN_KEY_SECONDS)
    assert keys.find("second", "ES256") is None
    assert server.asked == 2
    assert keys.find("first", "ES256")


def test_a_fetch_is_over_in_time_however_slowly_it_drips(server: JwksServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jwks_source, "FETCH_SECONDS", 0.3)
    server.drip = True
    begun = time.monotonic()
    with pytest.raises(SourceFailed):
        source(server.url, None)()
    assert time.monotonic() - begun < 5


def test_a_call_does_not_wait_for_a_slow_issuer_and_is_told_to_try_again(
    server: JwksServer, keys: Jwks, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keys.find("first", "ES256")
    monkeypatch.setattr(jwks, "WAIT_SECONDS", 0.1)
    server.seconds = 1
    server.keys.append(public_jwk("second", "ES256"))
    clock.pass_by(UNKNOWN_KEY_SECONDS)
    with pytest.raises(KeysUnavailable):
        keys.find("second", "ES256")
    assert keys.find("first", "ES256")
    eventually(lambda: server.asked == 2 and keys._under_way is None)
    assert keys.find("second", "ES256")


def test_a_file_is_read_anew(tmp_path: Path, server: JwksServer, clock: Clock) -> None:
    file = tmp_path / "jwks.json"
    file.write_bytes(source(server.url, None)())
    keys = Jwks(source(str(file), None), ALGORITHMS, stale_seconds=STALE_SECONDS, clock=clock)
    assert keys.find("first", "ES256")
    server.keys.append(public_jwk("second", "ES256"))
    file.write_bytes(source(server.url, None)())
    clock.pass_by(UNKNOWN_KEY_SECONDS)
    assert keys.find("second", "ES256")


def test_https_is_checked_against_the_authorities(certificates: Certificates, server: JwksServer) -> None:
    """A plain HTTP server behind an https URL, and an issuer of nobody's: both are failures in one line."""
    for url in (server.url.replace("http:", "https:"), "https://127.0.0.1:1/"):
        with pytest.raises(SourceFailed, match=r"^127\.0\.0\.1: \w+$"):
            source(url, certificates.ca)()
