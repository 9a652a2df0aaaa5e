"""Identity from trusted headers: on loopback, or behind a mesh that sets them and strips the caller's own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from server.call import Principal
from server.errors import InvalidArgument, PermissionDenied, Unauthenticated
from server.method_policy import Role

TENANT_HEADER = "x-tenant-id"
ROLE_HEADER = "x-role"
USER_HEADER = "x-user"

# A tenant id is also a folder name (csv files) and a key prefix (Redis), so its grammar is narrow.
TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
USER = re.compile(r"[\x20-\x7e]{0,256}")


class HeaderIdentity:
    """Reads tenant, role and user from `x-tenant-id`, `x-role` and `x-user` (HTTP headers or gRPC metadata)."""

    def __init__(self, default_role: Role | None) -> None:
        self._default_role = default_role

    def authenticate(self, metadata: Mapping[str, str]) -> Principal:
        """Raises Unauthenticated without a tenant, InvalidArgument on a malformed one, PermissionDenied on a
        role that is unknown, or missing where no default is set."""
        tenant = metadata.get(TENANT_HEADER, "")
        if not tenant:
            raise Unauthenticated(f"no tenant: send {TENANT_HEADER}")
        if not TENANT.fullmatch(tenant):
            raise InvalidArgument.at(
                TENANT_HEADER, "expected a letter or digit, then up to 62 letters, digits, dots, underscores or hyphens"
            )
        user = metadata.get(USER_HEADER, "")
        if not USER.fullmatch(user):
            raise InvalidArgument.at(USER_HEADER, "expected up to 256 printable ASCII characters")
        return Principal(tenant, self._role(metadata.get(ROLE_HEADER, "")), user)

    def _role(self, given: str) -> Role:
        if given in tuple(Role):
            return Role(given)
        known = ", ".join(Role)
        if given:
            raise PermissionDenied(f"{ROLE_HEADER}: unknown role; expected one of {known}")
        if self._default_role is None:
            raise PermissionDenied(f"no role: send {ROLE_HEADER} with one of {known}")
        return self._default_role
