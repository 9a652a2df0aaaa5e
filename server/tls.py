"""The certificate of the listeners: read from files, checked as a whole, and read anew when the files change."""

from __future__ import annotations

import logging
import os
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from server.settings import PREFIX, Settings, WrongSetting

log = logging.getLogger(__name__)

Signature = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The settings that the files come from, for what is said of them."""

    certificate: str = f"{PREFIX}TLS_CERTIFICATE"
    key: str = f"{PREFIX}TLS_KEY"
    authorities: str = f"{PREFIX}TLS_CLIENT_CA"


_LEASE = Names(authorities=f"{PREFIX}LEASE_CLIENT_CA")
_PROBER = Names(authorities=f"{PREFIX}PROBER_CLIENT_CA")
_PROBER_UPSTREAM = Names(
    f"{PREFIX}PROBER_UPSTREAM_CERTIFICATE", f"{PREFIX}PROBER_UPSTREAM_KEY", f"{PREFIX}PROBER_UPSTREAM_CA"
)


@dataclass(frozen=True, slots=True)
class TlsMaterial:
    """PEM texts that belong together. `client_ca` are the authorities of the other side's certificate; empty: clients
    are asked for none."""

    certificate: bytes
    key: bytes = field(repr=False)
    client_ca: bytes


class TlsFiles:
    """The files, and what they held when they last held together.

    `current` looks at them (three stat calls) and is asked on every new connection. Files that do not hold together,
    such as a new certificate whose key is still to come, are logged once and change nothing.
    """

    def __init__(self, certificate: Path, key: Path, client_ca: Path | None, names: Names | None = None) -> None:
        """Raises WrongSetting."""
        self._certificate, self._key, self._client_ca = certificate, key, client_ca
        self._names = names or Names()
        self._lock = threading.Lock()
        self._seen = self._signature()
        self._material = self._read()

    @classmethod
    def of_lease(cls, settings: Settings) -> TlsFiles | None:
        """Of the lease's listener: the same certificate, authorities of its own. None without one."""
        if not settings.lease_address or settings.tls_certificate is None or settings.tls_key is None:
            return None
        return cls(settings.tls_certificate, settings.tls_key, settings.lease_client_ca, _LEASE)

    @classmethod
    def of_prober(cls, settings: Settings) -> TlsFiles | None:
        """Of the prober's listener: the same certificate, authorities of its own. None without them."""
        if settings.prober_client_ca is None or settings.tls_certificate is None or settings.tls_key is None:
            return None
        return cls(settings.tls_certificate, settings.tls_key, settings.prober_client_ca, _PROBER)

    @classmethod
    def of_prober_upstream(cls, settings: Settings) -> TlsFiles | None:
        """What the prober is shown, and the authorities of what it shows. None without TLS."""
        certificate, key = settings.prober_upstream_certificate, settings.prober_upstream_key
        if certificate is None or key is None:
            return None
        return cls(certificate, key, settings.prober_upstream_ca, _PROBER_UPSTREAM)

    @classmethod
    def of(cls, settings: Settings) -> TlsFiles | None:
        """None without TLS. Raises WrongSetting."""
        if settings.tls_certificate is None or settings.tls_key is None:
            return None
        return cls(settings.tls_certificate, settings.tls_key, settings.tls_client_ca)

    def current(self) -> TlsMaterial:
        with self._lock:
            seen = self._signature()
            if seen != self._seen:
                self._seen = seen
                self._reload()
            return self._material

    def expires(self) -> float:
        """When the certificate does, in Unix seconds."""
        return _certificates(self.current().certificate, self._names.certificate)[0].not_valid_after_utc.timestamp()

    def _reload(self) -> None:
        try:
            self._material = self._read()
        except WrongSetting as error:
            log.warning("the TLS files changed and cannot be used, the old certificate stays: %s", error)
        else:
            log.info("the TLS files changed; new connections get the new certificate")

    def _signature(self) -> Signature:
        paths = (self._certificate, self._key, self._client_ca)
        return tuple(_stat(path) for path in paths if path is not None)

    def _read(self) -> TlsMaterial:
        material = TlsMaterial(
            _bytes_of(self._certificate, self._names.certificate),
            _bytes_of(self._key, self._names.key),
            _bytes_of(self._client_ca, self._names.authorities) if self._client_ca else b"",
        )
        _check_pair(material, self._names)
        if self._client_ca:
            _certificates(material.client_ca, self._names.authorities)
        return material


def _check_pair(material: TlsMaterial, names: Names) -> None:
    leaf = _certificates(material.certificate, names.certificate)[0]
    try:
        key = load_pem_private_key(material.key, None)
    except TypeError:
        raise WrongSetting(f"{names.key}: the key has a passphrase; expected one without") from None
    except (ValueError, UnsupportedAlgorithm):
        raise WrongSetting(f"{names.key}: expected a private key in PEM") from None
    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    if key.public_key().public_bytes(*form) != leaf.public_key().public_bytes(*form):
        raise WrongSetting(f"{names.key}: not the key of the first certificate in {names.certificate}")
    now = datetime.now(UTC)
    if leaf.not_valid_after_utc <= now:
        raise WrongSetting(f"{names.certificate}: expired on {leaf.not_valid_after_utc:%Y-%m-%d %H:%M} UTC")
    if leaf.not_valid_before_utc > now:
        raise WrongSetting(f"{names.certificate}: not valid before {leaf.not_valid_before_utc:%Y-%m-%d %H:%M} UTC")


def _certificates(pem: bytes, name: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise WrongSetting(f"{name}: expected certificates in PEM") from None


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise WrongSetting(f"{name}: cannot read {path}: {error.strerror}") from None


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
