"""The issuer's public keys (JWKS, RFC 7517 §5): fetched, kept, fetched anew when they age or a key is new to us.

- Fresh for 5 minutes; then they are fetched anew in the background while the old ones still serve.
- A key id that is unknown has them fetched at once, but at most every 10 s: made-up ids do not hammer the issuer.
- While the issuer is away the last keys serve on, up to a bound (CONNECTORS_JWT_STALE_SECONDS). Past it, and where no
  key was ever had, calls are refused as KeysUnavailable.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jwt import PyJWK
from jwt.exceptions import PyJWTError

from server.errors import KeysUnavailable
from server.identity.jwks_source import SourceFailed

log = logging.getLogger(__name__)

FRESH_SECONDS = 300.0
UNKNOWN_KEY_SECONDS = 10.0  # between two fetches that unknown key ids ask for
RETRY_SECONDS = 2.0  # between two fetches while there is no key at all
WAIT_SECONDS = 2.0  # a call waits no longer for a fetch under way
MAX_KEYS = 100

# Which keys an algorithm takes: its kty, and its curves (RFC 7518 §3.1, RFC 8037 §3.1).
_KEY_TYPES = {"RS": ("RSA", (None,)), "PS": ("RSA", (None,)), "Ed": ("OKP", ("Ed25519", "Ed448"))}
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}

Fetch = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class _Held:
    """Keys by (key id, algorithm), and when they were fetched."""

    keys: Mapping[tuple[str | None, str], PyJWK]
    since: float

    def find(self, kid: str | None, algorithm: str) -> PyJWK | None:
        if kid is not None:
            return self.keys.get((kid, algorithm))
        fitting = [key for (_, name), key in self.keys.items() if name == algorithm]
        return fitting[0] if len(fitting) == 1 else None


class Jwks:
    """`fetch` gives the document or raises SourceFailed. `clock` is in seconds and only goes forward."""

    def __init__(
        self,
        fetch: Fetch,
        algorithms: tuple[str, ...],
        *,
        stale_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._algorithms = algorithms
        self._stale_seconds = stale_seconds
        self._clock = clock
        self._held: _Held | None = None
        self._lock = threading.Lock()
        self._last_try = float("-inf")
        self._under_way: threading.Event | None = None

    def find(self, kid: str | None, algorithm: str) -> PyJWK | None:
        """The key that a token names; without an id, the only one that fits. Raises KeysUnavailable."""
        held = self._usable()
        if held is None:
            self._refresh(RETRY_SECONDS, wait=True)
            held = self._usable()
            if held is None:
                raise KeysUnavailable(
                    "the keys of the token issuer cannot be had; try again", retry_after=RETRY_SECONDS
                )
        if self._clock() - held.since > FRESH_SECONDS:
            self._refresh(UNKNOWN_KEY_SECONDS, wait=False)
        found = held.find(kid, algorithm)
        if found is not None:
            return found
        self._refresh(UNKNOWN_KEY_SECONDS, wait=True)
        held = self._held or held
        found = held.find(kid, algorithm)
        if found is None and self._under_way is not None:
            raise KeysUnavailable("the issuer's keys are being fetched; try again", retry_after=RETRY_SECONDS)
        return found

    def check(self) -> None:
        """For readiness. Raises KeysUnavailable while there is no key to judge a token with."""
        if self._usable() is None:
            self._refresh(RETRY_SECONDS, wait=False)
            raise KeysUnavailable("no key of the token issuer yet")

    def _usable(self) -> _Held | None:
        held = self._held
        return held if held and self._clock() - held.since <= FRESH_SECONDS + self._stale_seconds else None

    def _refresh(self, at_most_every: float, *, wait: bool) -> None:
        """Sees to it that a fetch is under way, unless the last one was just now; one at a time."""
        with self._lock:
            under_way = self._under_way
            if under_way is None:
                if self._clock() - self._last_try < at_most_every:
                    return
                self._last_try = self._clock()
                under_way = self._under_way = threading.Event()
                threading.Thread(target=self._run, args=(under_way,), name="jwks", daemon=True).start()
        if wait:
            under_way.wait(WAIT_SECONDS)

    def _run(self, done: threading.Event) -> None:
        try:
            self._held = _Held(parse(self._fetch(), self._algorithms), self._clock())
        except SourceFailed as error:
            log.warning("the issuer's keys cannot be fetched: %s", error)
        finally:
            with self._lock:
                self._under_way = None
            done.set()


def parse(document: bytes, algorithms: tuple[str, ...]) -> dict[tuple[str | None, str], PyJWK]:
    """The keys that can check one of the algorithms. Others are passed over (RFC 7517 §5): keys for encryption,
    private and symmetric ones, RSA below 2048 bits. Raises SourceFailed where none is left."""
    try:
        listed = json.loads(document)["keys"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SourceFailed("expected a JWKS: a JSON object with keys") from None
    if not isinstance(listed, list) or len(listed) > MAX_KEYS:
        raise SourceFailed(f"expected a list of up to {MAX_KEYS} keys")
    keys: dict[tuple[str | None, str], PyJWK] = {}
    for position, jwk in enumerate(listed):
        for algorithm in algorithms:
            key = _key(jwk, algorithm)
            if key is not None:
                kid = jwk.get("kid")
                keys[kid if kid is not None else f"\0{position}", algorithm] = key
    if not keys:
        raise SourceFailed(f"no key in it can check {', '.join(algorithms)}")
    return keys


def _key(jwk: Any, algorithm: str) -> PyJWK | None:
    if not isinstance(jwk, dict) or not _fits(jwk, algorithm):
        return None
    try:
        key = PyJWK(jwk, algorithm)
        too_short = key.Algorithm.check_key_length(key.key)
    except (PyJWTError, ValueError, TypeError, KeyError):
        return None
    return None if too_short else key


def _fits(jwk: dict[str, Any], algorithm: str) -> bool:
    kid, operations = jwk.get("kid"), jwk.get("key_ops", ["verify"])
    if "d" in jwk or not (kid is None or isinstance(kid, str)):
        return False
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        return False
    if jwk.get("alg", algorithm) != algorithm:
        return False
    kty, curves = _KEY_TYPES.get(algorithm[:2]) or ("EC", (_CURVES[algorithm],))
    return jwk.get("kty") == kty and jwk.get("crv") in curves
