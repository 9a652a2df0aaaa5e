"""What a tenant id and a user name look like, wherever they come from."""

from __future__ import annotations

import re
from collections.abc import Mapping

from server.errors import InvalidArgument, TenantNotAllowed, Unauthenticated

TENANT_HEADER = "x-tenant-id"

# A tenant id is also a folder name (csv files) and a key prefix (Redis), so its grammar is narrow.
TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
USER = re.compile(r"[\x20-\x7e]{0,256}")


def named_tenant(metadata: Mapping[str, str]) -> str:
    """The tenant that the caller names; empty where none is. Raises InvalidArgument."""
    tenant = metadata.get(TENANT_HEADER, "")
    if tenant and not TENANT.fullmatch(tenant):
        raise InvalidArgument.at(
            TENANT_HEADER, "expected a letter or digit, then up to 62 letters, digits, dots, underscores or hyphens"
        )
    return tenant


def demanded_tenant(metadata: Mapping[str, str]) -> str:
    """The tenant that the caller must name. Raises Unauthenticated, InvalidArgument."""
    tenant = named_tenant(metadata)
    if not tenant:
        raise Unauthenticated(f"no tenant: send {TENANT_HEADER}")
    return tenant


def chosen_tenant(granted: tuple[str, ...], metadata: Mapping[str, str]) -> str:
    """Of the tenants a caller was granted, the one it names; with a single one it need not.

    Raises TenantNotAllowed where it names another one, InvalidArgument where it must choose.
    """
    named = named_tenant(metadata)
    if named and named not in granted:
        raise TenantNotAllowed(f"{TENANT_HEADER}: not a tenant of this caller")
    if not named and len(granted) > 1:
        raise InvalidArgument.at(TENANT_HEADER, "this caller is of several tenants: name one")
    return named or granted[0]
