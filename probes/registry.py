"""Finds connector types by itself: every module in probes/types/ that has TYPE or TYPES."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from probes import types
from probes.connector_type import ConnectorType


@cache
def connector_types() -> Mapping[str, ConnectorType]:
    """Every declared type by name. Raises ValueError when two declarations claim one name."""
    found: dict[str, ConnectorType] = {}
    for module_info in pkgutil.iter_modules(types.__path__, f"{types.__name__}."):
        module = import_module(module_info.name)
        declared = [*getattr(module, "TYPES", ()), *([module.TYPE] if hasattr(module, "TYPE") else [])]
        for connector_type in declared:
            if connector_type.name in found:
                raise ValueError(f"{module_info.name}: connector type {connector_type.name} is declared twice")
            found[connector_type.name] = connector_type
    return MappingProxyType(dict(sorted(found.items())))
