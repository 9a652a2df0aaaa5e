"""Secrets inside `config`: moved out to the vault, shown as the mask, put back for a probe.

What is secret: all of a field whose type declares it WHOLE; the password in any text that is a URL or a connection
string; what stands under a secret's name where the type declares nothing (server/secrecy.py has the table).
Secrets are kept as {JSON pointer (RFC 6901): the value as it was given}, so that nothing has to be put together again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from probes.connector_type import ConnectorType, Secrecy
from server.connectors.mask import MASK, holds_mask
from server.errors import DataLoss, FieldViolation, InvalidArgument
from server.secrecy import bare_userinfo_spans, is_secret_name, masked, secret_spans

Path = tuple[str | int, ...]

_NOTHING_STORED = "holds the mask, and no secret is stored here; give the value itself"
_CHANGED_AROUND = "the address changed, so its password must be given again in place of the mask"
_LIST_CHANGED = "this item of the list changed or moved, so its secret must be given again in place of the mask"


def split(connector_type: ConnectorType, config: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The config as shown, and its secrets. Raises InvalidArgument for a value that holds the mask."""
    return merge_kept(connector_type, config, {}, {})


def merge_kept(
    connector_type: ConnectorType,
    config: Mapping[str, Any],
    stored_shown: Mapping[str, Any],
    stored_secrets: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """As `split`, for a config that replaces the stored one: a value equal to what is shown masked at the same path
    keeps its secret, and stays masked whatever a new type thinks of it.

    Inside a list it does so only while the list item is shown unchanged: items move, and a secret must not end up
    beside another item's host. Raises InvalidArgument naming every mask that keeps nothing.
    """
    parting = _Parting(connector_type, config, stored_shown, stored_secrets)
    shown = parting.object_of(config, ())
    if parting.violations:
        raise InvalidArgument.of(parting.violations)
    return shown, parting.secrets


def restore(shown: Mapping[str, Any], secrets: Mapping[str, Any]) -> dict[str, Any]:
    """The full config, for a probe. Raises DataLoss when a secret has no mask to stand for."""
    full: dict[str, Any] = _copied(shown)
    for pointer, value in secrets.items():
        _put(full, _path_of(pointer), value)
    return full


@dataclass(slots=True)
class _Parting:
    """One walk through a config, from top to leaves."""

    connector_type: ConnectorType
    config: Mapping[str, Any]
    stored_shown: Mapping[str, Any]
    stored_secrets: Mapping[str, Any]
    secrets: dict[str, Any] = field(default_factory=dict)
    violations: list[FieldViolation] = field(default_factory=list)

    def object_of(self, value: Mapping[str, Any], path: Path) -> dict[str, Any]:
        named = _value_key_of_named_secret(value)
        return {
            key: self._part(inner, (*path, key), secret=key == named or self._is_secret(key, path))
            for key, inner in value.items()
        }

    def _is_secret(self, key: str, path: Path) -> bool:
        declared = None if path else self.connector_type.by_name.get(key)
        return is_secret_name(key) if declared is None else declared.secrecy is Secrecy.WHOLE

    def _part(self, value: Any, path: Path, *, secret: bool) -> Any:
        if isinstance(value, str) and MASK in value:
            return self._kept(value, path)
        if secret and _can_be_secret(value):
            return self._hidden(value, path)
        if isinstance(value, Mapping):
            return self.object_of(value, path)
        if isinstance(value, list | tuple):
            return [self._part(inner, (*path, index), secret=False) for index, inner in enumerate(value)]
        return self._text(value, path) if isinstance(value, str) else value

    def _hidden(self, value: Any, path: Path) -> str:
        if holds_mask(value):
            self.violations.append(FieldViolation(_dotted(path), _NOTHING_STORED))
        self.secrets[_pointer(path)] = value
        return MASK

    def _text(self, value: str, path: Path) -> str:
        spans = secret_spans(value)
        if not spans and self._is_address(path):
            spans = bare_userinfo_spans(value)
        if spans:
            self.secrets[_pointer(path)] = value
        return masked(value, spans, MASK)

    def _is_address(self, path: Path) -> bool:
        declared = self.connector_type.by_name.get(str(path[0])) if len(path) == 1 else None
        return declared is not None and declared.secrecy is Secrecy.URL

    def _kept(self, value: str, path: Path) -> str:
        pointer = _pointer(path)
        if wrong := self._wrong_to_keep(value, path, pointer):
            self.violations.append(FieldViolation(_dotted(path), wrong))
        else:
            self.secrets[pointer] = self.stored_secrets[pointer]
        return value

    def _wrong_to_keep(self, value: str, path: Path, pointer: str) -> str | None:
        if pointer not in self.stored_secrets:
            return _NOTHING_STORED
        if _at(self.stored_shown, path) != value:
            return _NOTHING_STORED if value == MASK else _CHANGED_AROUND
        item = _list_item(path)
        return _LIST_CHANGED if item and _at(self.stored_shown, item) != _at(self.config, item) else None


def _can_be_secret(value: Any) -> bool:
    """A flag opens nothing, nor does what is empty."""
    return not isinstance(value, bool) and value not in (None, "", [], {})


def _value_key_of_named_secret(value: Mapping[str, Any]) -> str | None:
    """The key `value` of {"name": "Authorization", "value": …}, as lists of headers and parameters are written."""
    named = next((value[key] for key in ("name", "key", "header") if isinstance(value.get(key), str)), "")
    return "value" if is_secret_name(named) else None


def _list_item(path: Path) -> Path | None:
    """The outermost list item that the path goes through."""
    return next((path[: place + 1] for place, part in enumerate(path) if isinstance(part, int)), None)


_ABSENT = object()


def _at(value: Any, path: Path) -> Any:
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return _ABSENT
    return value


def _put(config: dict[str, Any], path: list[str], value: Any) -> None:
    holder: Any = config
    try:
        for part in path[:-1]:
            holder = holder[int(part) if isinstance(holder, list) else part]
        last: Any = int(path[-1]) if isinstance(holder, list) else path[-1]
        shown = holder[last]
    except (KeyError, IndexError, TypeError, ValueError):
        shown = None
    if not isinstance(shown, str) or MASK not in shown:
        raise DataLoss("the stored config and its sealed secrets do not belong together; send config again")
    holder[last] = value


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list | tuple) else value


def _pointer(path: Path) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _path_of(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _dotted(path: Path) -> str:
    return "config" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
