"""The operator's egress rules for single tenants: a JSON file, read whole and strictly when the service starts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from probes.egress.rule import parse_rule

TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", re.ASCII)
LISTS = frozenset({"allow", "deny"})

TenantRules = Mapping[str, Mapping[str, list[str]]]
"""{"tenant": {"allow": [rule, …], "deny": [rule, …]}}; either list may be left out."""


def read_tenant_rules(path: Path) -> TenantRules:
    """The rules of a file. Raises ValueError, one line that names the file, the tenant and the entry."""
    try:
        return _checked(json.loads(path.read_bytes(), object_pairs_hook=_no_key_twice))
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
    except RecursionError:
        raise ValueError(f"{path}: nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"{path}: no JSON: {error.msg} in line {error.lineno}") from None
    except ValueError as error:  # what is not UTF-8 among them
        raise ValueError(f"{path}: {error}") from None


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON lets a key stand twice, and the last one wins: a tenant's denials would be lost in silence."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"{twice!r} is there twice")
    return found


def _checked(found: Any) -> TenantRules:
    if not isinstance(found, dict):
        raise ValueError('expected {"tenant": {"allow": […], "deny": […]}}')  # noqa: TRY004  # the file's content, no call
    for tenant, lists in found.items():
        if not TENANT.fullmatch(tenant):
            raise ValueError(f"{tenant!r} is no tenant id")
        if not isinstance(lists, dict):
            raise ValueError(f'tenant {tenant}: expected {{"allow": […], "deny": […]}}')  # noqa: TRY004  # likewise
        for name, rules in lists.items():
            if name not in LISTS:
                raise ValueError(f"tenant {tenant}: {name!r} is neither allow nor deny")
            _check_rules(tenant, name, rules)
    return found


def _check_rules(tenant: str, name: str, rules: Any) -> None:
    if not isinstance(rules, list) or not all(isinstance(rule, str) for rule in rules):
        raise ValueError(f"tenant {tenant}: {name}: expected a list of strings")
    for rule in rules:
        try:
            parse_rule(rule)
        except ValueError as error:
            raise ValueError(f"tenant {tenant}: {name}: {error}") from None
