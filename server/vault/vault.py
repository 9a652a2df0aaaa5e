"""The vault: seals and opens what tenants store, fingerprints it, and makes the service's own tags.

Keys, from the outside in: a key of the keyring (key file, environment, AWS KMS, transit) wraps a tenant's key, of which
the database holds the wrapped form alone; that wraps a data key of each value. See envelope.py for the bytes,
tenant_keys.py for how long an opened key is kept, and docs/keys.md for the operator's side.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from server.errors import DataLoss, ServiceError
from server.vault import envelope
from server.vault.derived import Mac, derived_key, tag_of, tags_match
from server.vault.envelope import BY_KEYRING, Envelope, SecretContext
from server.vault.keyring import Keyring
from server.vault.tenant_keys import KeyringSource, TenantKeys
from server.wrapped_key import SERVICE, KeyPurpose

P = ParamSpec("P")
T = TypeVar("T")


def _told(method: Callable[Concatenate[Vault, P], T]) -> Callable[Concatenate[Vault, P], T]:
    """The method, whose failures the vault's on_error hears of."""
    name = method.__name__

    def run(vault: Vault, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(vault, *args, **kwargs)
        except ServiceError as error:
            vault.on_error(name, error)
            raise

    return run


class Vault:
    """Every method may raise Unavailable: the database or the key service is away, and the key is not kept here.

    `on_error` hears of each failure: the method's name, and what is raised.
    """

    def __init__(self, keyring: KeyringSource, tenant_keys: TenantKeys) -> None:
        self._keyring = keyring
        self.tenant_keys = tenant_keys
        self.on_error: Callable[[str, ServiceError], None] = lambda _method, _error: None

    @property
    def keyring(self) -> Keyring:
        return self._keyring.current()

    @_told
    def current_key(self, tenant: str) -> str:
        """The id of the tenant's key that new values are sealed under. Raises DataLoss when it cannot be opened."""
        return self.tenant_keys.current(tenant, KeyPurpose.SEAL).id

    def seal(self, context: SecretContext, plaintext: bytes) -> bytes:
        return self.seal_under(self.current_key(context.tenant), context, plaintext)

    @_told
    def seal_under(self, key_id: str, context: SecretContext, plaintext: bytes) -> bytes:
        """Seals under a key that current_key() gave: a row's values go together. Raises DataLoss when it is gone."""
        key = self.tenant_keys.opened(context.tenant, key_id)
        return envelope.seal(key.key, key.id, context, plaintext)

    @_told
    def open(self, context: SecretContext, sealed: bytes) -> bytes:
        """Raises DataLoss: tampered with, cut, moved, rolled back, or sealed under a key that is not here."""
        taken_apart = envelope.parsed(sealed)
        if taken_apart.format == BY_KEYRING:
            return _open_by_keyring(self.keyring, context, taken_apart)
        key = self.tenant_keys.opened(context.tenant, taken_apart.key_id)
        return envelope.open_envelope(key.key, context, taken_apart)

    @_told
    def fingerprint(self, tenant: str, data: bytes) -> str:
        """The same for the same data of the same tenant, before and after a rotation; 64 hex digits.

        HMAC-SHA-256 under a key of the tenant's own: it tells nothing to one without it, and equal secrets of two
        tenants do not look alike.
        """
        key = self.tenant_keys.current(tenant, KeyPurpose.FINGERPRINT)
        return tag_of(derived_key(key.key, "fingerprint", tenant), data).hex()

    @_told
    def mac(self, purpose: str, data: bytes) -> Mac:
        """Authenticates `data` for `purpose`, such as "audit", under the service's newest key."""
        key = self.tenant_keys.current(SERVICE, KeyPurpose.MAC)
        return Mac(key.id, tag_of(derived_key(key.key, "mac", purpose), data))

    def verify(self, purpose: str, data: bytes, key_id: str, tag: bytes) -> bool:
        """Whether mac() made this tag; False where its key is not known, or was changed."""
        try:
            key = self.tenant_keys.opened(SERVICE, key_id)
        except DataLoss:
            return False
        return tags_match(derived_key(key.key, "mac", purpose), data, tag)

    def __repr__(self) -> str:
        return f"Vault({self.keyring!r})"


def _open_by_keyring(keyring: Keyring, context: SecretContext, taken_apart: Envelope) -> bytes:
    key = keyring.get(taken_apart.key_id)
    if key is None:
        raise DataLoss(
            f"stored credentials are sealed under key {taken_apart.key_id}, which is not in the keyring; "
            "add that key to it again, or send the credentials anew"
        )
    return envelope.open_envelope(key, context, taken_apart)
