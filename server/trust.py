"""Whom the service believes: identity, certificates, authorities; read and checked once, before any worker."""

from __future__ import annotations

from dataclasses import dataclass

from server.identity.configured import Checks, certificates, configured
from server.identity.identity import Identity
from server.settings import PREFIX, Settings, WrongSetting
from server.tls import TlsFiles


@dataclass(frozen=True, slots=True)
class LeaseTrust:
    """Who may lease credentials: certificates alone, whatever identifies the callers of the other listeners."""

    identity: Identity
    tls: TlsFiles

    @classmethod
    def of(cls, settings: Settings) -> LeaseTrust | None:
        """None where nothing is leased. Raises WrongSetting."""
        tls = TlsFiles.of_lease(settings)
        return None if tls is None else cls(certificates(settings), tls)


@dataclass(frozen=True, slots=True)
class ProberTrust:
    """Of `serve --prober`, which knows no callers by name: whoever shows a certificate of its authorities may probe.

    `listener` None: plain text, on loopback alone. `pages` is of readiness and metrics.
    """

    listener: TlsFiles | None
    pages: TlsFiles | None

    @classmethod
    def of(cls, settings: Settings) -> ProberTrust:
        """Raises WrongSetting."""
        return cls(TlsFiles.of_prober(settings), TlsFiles.of(settings))


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom the service believes, read and checked once, before any worker: one that is started again later still has
    what held at the start."""

    identity: Identity
    checks: Checks
    tls: TlsFiles | None
    lease: LeaseTrust | None
    upstream_authorities: bytes | None
    prober_upstream: TlsFiles | None

    @classmethod
    def of(cls, settings: Settings) -> Trust:
        """Raises WrongSetting."""
        identity, checks = configured(settings)
        return cls(
            identity,
            checks,
            TlsFiles.of(settings),
            LeaseTrust.of(settings),
            _upstream_authorities(settings),
            TlsFiles.of_prober_upstream(settings),
        )


def _upstream_authorities(settings: Settings) -> bytes | None:
    path = settings.rest_upstream_ca
    try:
        return path.read_bytes() if path else None
    except OSError as error:
        raise WrongSetting(f"{PREFIX}REST_UPSTREAM_CA: cannot read {path}: {error.strerror}") from None
