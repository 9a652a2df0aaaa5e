"""The identity that the settings ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from server.call import Principal
from server.identity.bearer import HEADER, BearerIdentity, ClaimNames
from server.identity.certificate import BadPrincipals, CertificateIdentity, read_principals
from server.identity.headers import HeaderIdentity
from server.identity.identity import Identity
from server.identity.jwks import Jwks, parse
from server.identity.jwks_source import SourceFailed, source
from server.identity.jws import TokenRules
from server.method_policy import Role
from server.settings import PREFIX, Settings, WrongSetting

Checks = Mapping[str, Callable[[], None]]


def configured(settings: Settings) -> tuple[Identity, Checks]:
    """The identity, and what readiness must ask of it. Starts nothing, so that it may be made before a fork.

    A JWKS in a file is read at once; one behind a URL when it is first asked for, since its host may be away now.
    Raises WrongSetting.
    """
    if settings.trusts_headers:
        return HeaderIdentity(None if settings.default_role == "none" else Role(settings.default_role)), {}
    if settings.auth == ("mtls",):
        return certificates(settings), {}
    keys = _keys(settings)
    tokens = _tokens(settings, keys)
    identity = TokenOrCertificate(tokens, certificates(settings)) if "mtls" in settings.auth else tokens
    return identity, {"identity": keys.check}


class TokenOrCertificate:
    """A call with a token is judged by it; one without is its connection's certificate's."""

    def __init__(self, tokens: BearerIdentity, certificates: CertificateIdentity) -> None:
        self._tokens, self._certificates = tokens, certificates

    def authenticate(self, metadata: Mapping[str, str], certificate: str = "") -> Principal:
        way: Identity = self._tokens if HEADER in metadata else self._certificates
        return way.authenticate(metadata, certificate)


def _keys(settings: Settings) -> Jwks:
    place, algorithms = settings.jwt_jwks, settings.jwt_algorithms
    try:
        fetch = source(place, settings.ca_bundle)
        if "://" not in place:
            parse(fetch(), algorithms)
    except SourceFailed as error:
        raise WrongSetting(f"{PREFIX}JWT_JWKS: {error}") from None
    return Jwks(fetch, algorithms, stale_seconds=settings.jwt_stale_seconds)


def _tokens(settings: Settings, keys: Jwks) -> BearerIdentity:
    rules = TokenRules(settings.jwt_issuer, settings.jwt_audience, settings.jwt_algorithms, settings.jwt_leeway_seconds)
    names = ClaimNames(settings.jwt_tenant_claim, settings.jwt_role_claim, settings.jwt_user_claim, settings.jwt_roles)
    return BearerIdentity(keys, rules, names)


def certificates(settings: Settings) -> CertificateIdentity:
    """Raises WrongSetting."""
    assert settings.mtls_principals is not None  # noqa: S101  # server/settings/consistency.py
    try:
        return CertificateIdentity(read_principals(settings.mtls_principals))
    except BadPrincipals as error:
        raise WrongSetting(f"{PREFIX}MTLS_PRINCIPALS: {error}") from None
