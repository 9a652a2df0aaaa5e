"""Identity from a bearer token (RFC 6750): a JWT of the operator's issuer, its tenants and roles in claims."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.call import Principal
from server.errors import PermissionDenied, TokenInvalid, Unauthenticated
from server.identity.grammar import TENANT, USER, chosen_tenant
from server.identity.jwks import Jwks
from server.identity.jws import InvalidToken, TokenRules
from server.method_policy import Role

log = logging.getLogger(__name__)

HEADER = "authorization"
MAX_TENANTS = 1000


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Where tenant, role and user stand. `roles`: what tokens call the roles; empty: as we call them."""

    tenant: str
    role: str
    user: str
    roles: Mapping[str, str]


class BearerIdentity:
    """Judges the token of `authorization: Bearer …`."""

    def __init__(self, keys: Jwks, rules: TokenRules, names: ClaimNames) -> None:
        self._keys, self._rules, self._names = keys, rules, names

    def authenticate(self, metadata: Mapping[str, str], certificate: str = "") -> Principal:  # noqa: ARG002
        """Raises Unauthenticated without a token, TokenInvalid whatever is wrong with one, PermissionDenied where it
        grants no role of ours, TenantNotAllowed where `x-tenant-id` names a tenant it does not grant."""
        token = bearer_token(metadata)
        try:
            claims = self._rules.claims(token, self._keys)
            tenants, user = self._tenants(claims), self._user(claims)
        except InvalidToken as error:
            # The caller hears one reason, whatever it was; the operator needs to know.
            log.debug("a token was refused: %s", error)
            raise TokenInvalid("the bearer token is not valid") from None
        return Principal(chosen_tenant(tenants, metadata), self._role(claims), user)

    def _tenants(self, claims: dict[str, Any]) -> tuple[str, ...]:
        found = _texts(claim(claims, self._names.tenant))
        if not found or len(found) > MAX_TENANTS or not all(TENANT.fullmatch(tenant) for tenant in found):
            raise InvalidToken("no tenant in it, or one that is none")
        return found

    def _role(self, claims: dict[str, Any]) -> Role:
        """The greatest one that the token grants: roles of others may stand beside ours."""
        called = self._names.roles or {role.value: role.value for role in Role}
        granted = {called[name] for name in _texts(claim(claims, self._names.role)) if name in called}
        for role in Role:  # greatest first
            if role.value in granted:
                return role
        raise PermissionDenied("the bearer token grants no role here")

    def _user(self, claims: dict[str, Any]) -> str:
        user = claim(claims, self._names.user) if self._names.user else ""
        if user is None:
            return ""
        if not isinstance(user, str) or not USER.fullmatch(user):
            raise InvalidToken("a user that is none")
        return user


def bearer_token(metadata: Mapping[str, str]) -> str:
    """Raises Unauthenticated without one."""
    scheme, _, token = metadata.get(HEADER, "").strip().partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("no bearer token: send authorization: Bearer <token>")
    return token.strip()


def claim(claims: dict[str, Any], name: str) -> Any:
    """The claim of that very name; else, where the name is no URL, the one that its dots lead to."""
    if name in claims or "://" in name:
        return claims.get(name)
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _texts(value: object) -> tuple[str, ...]:
    """A string, or a list of nothing but strings; empty for anything else."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return ()
