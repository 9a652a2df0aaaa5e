"""A tenant's own connector type, from its declaration: a vendor's HTTPS API as data, like those in probes/vendors/."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from probes.connector_type import ConnectorType, OwnType
from probes.types.saas import connector_type
from probes.vendors.declaration import Vendor
from probes.vendors.own import parse_own_text


@lru_cache(256)
def own_vendor(name: str, declaration: str) -> Vendor:
    """Raises DeclarationRefused."""
    return parse_own_text(name, declaration)


@lru_cache(256)
def own_type(name: str, declaration: str, version: int) -> ConnectorType:
    """`declaration` is JSON text. Raises DeclarationRefused."""
    made = connector_type(own_vendor(name, declaration), linear=True)
    return replace(made, own=OwnType(declaration, version))
