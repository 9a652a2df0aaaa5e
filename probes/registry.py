"""Finds connector types by itself: every module in probes/types/ that has TYPE or TYPES, then the plug-ins.

A plug-in is an installed package with an entry point in the group `connectors.types` that leads to a ConnectorType, or
to several. One that cannot be loaded stops the start: a service that silently lacks a type would break its connectors.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from probes import types
from probes.connector_type import ConnectorType
from probes.schema import config_schema, credentials_schema

PLUGIN_GROUP = "connectors.types"


class PluginRefused(Exception):
    """A plug-in cannot be loaded; the message names it."""


@cache
def connector_types() -> Mapping[str, ConnectorType]:
    """Every declared type by name. Raises ValueError when two declarations claim one name, PluginRefused."""
    found: dict[str, ConnectorType] = {}
    for module_info in pkgutil.iter_modules(types.__path__, f"{types.__name__}."):
        module = import_module(module_info.name)
        declared = [*getattr(module, "TYPES", ()), *([module.TYPE] if hasattr(module, "TYPE") else [])]
        for connector_type in declared:
            if connector_type.name in found:
                raise ValueError(f"{module_info.name}: connector type {connector_type.name} is declared twice")
            found[connector_type.name] = connector_type
    for plugin in sorted(entry_points(group=PLUGIN_GROUP)):
        for connector_type in _of_plugin(plugin):
            if connector_type.name in found:
                raise PluginRefused(f"{_named(plugin)}: there is a connector type {connector_type.name} already")
            found[connector_type.name] = connector_type
    return MappingProxyType(dict(sorted(found.items())))


def _of_plugin(plugin: EntryPoint) -> Iterator[ConnectorType]:
    try:
        loaded = plugin.load()
        declared = [loaded] if isinstance(loaded, ConnectorType) else list(_as_types(loaded))
        for connector_type in declared:  # a pattern that no schema can hold is found now, not by a caller
            config_schema(connector_type)
            for method in connector_type.auth_methods:
                credentials_schema(connector_type, method)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise PluginRefused(f"{_named(plugin)} cannot be loaded: {reason}") from error
    yield from declared


def _as_types(loaded: object) -> Iterable[ConnectorType]:
    items = list(loaded) if isinstance(loaded, Iterable) else []
    if not items or not all(isinstance(item, ConnectorType) for item in items):
        raise TypeError("expected a ConnectorType, or several")
    return items


def _named(plugin: EntryPoint) -> str:
    of = f" of {plugin.dist.name} {plugin.dist.version}" if plugin.dist else ""
    return f"plug-in {plugin.name}{of} ({plugin.value})"
