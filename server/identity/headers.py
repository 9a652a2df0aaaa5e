"""Identity from trusted headers: on loopback, or behind a mesh that sets them and strips the caller's own."""

from __future__ import annotations

from collections.abc import Mapping

from server.call import Principal
from server.errors import InvalidArgument, PermissionDenied
from server.identity.grammar import TENANT_HEADER, USER, demanded_tenant
from server.method_policy import Role

__all__ = ["ROLE_HEADER", "TENANT_HEADER", "USER_HEADER", "HeaderIdentity"]

ROLE_HEADER = "x-role"
USER_HEADER = "x-user"
_ROLES = {role.value: role for role in Role}


class HeaderIdentity:
    """Reads tenant, role and user from `x-tenant-id`, `x-role` and `x-user` (HTTP headers or gRPC metadata)."""

    def __init__(self, default_role: Role | None) -> None:
        self._default_role = default_role

    def authenticate(self, metadata: Mapping[str, str], certificate: str = "") -> Principal:  # noqa: ARG002
        """Raises Unauthenticated without a tenant, InvalidArgument on a malformed one, PermissionDenied on a
        role that is unknown, or missing where no default is set."""
        tenant = demanded_tenant(metadata)
        user = metadata.get(USER_HEADER, "")
        if not USER.fullmatch(user):
            raise InvalidArgument.at(USER_HEADER, "expected up to 256 printable ASCII characters")
        return Principal(tenant, self._role(metadata.get(ROLE_HEADER, "")), user)

    def _role(self, given: str) -> Role:
        role = _ROLES.get(given)
        if role is not None:
            return role
        known = ", ".join(Role)
        if given:
            raise PermissionDenied(f"{ROLE_HEADER}: unknown role; expected one of {known}")
        if self._default_role is None:
            raise PermissionDenied(f"no role: send {ROLE_HEADER} with one of {known}")
        return self._default_role
