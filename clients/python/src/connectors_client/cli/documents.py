"""YAML documents that describe connectors, and the secrets they refer to without holding them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer
import yaml

from connectors_client.cli import values
from connectors_client.declarative import DesiredConnector

SUFFIXES = (".yaml", ".yml", ".json")
FIELDS = ("name", "type", "description", "config", "authMethod", "authConfig", "labels")
# `${NAME}` anywhere in a text; `$${` stands for `${`.
_REFERENCE = re.compile(r"\$(\$\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class _Loader(yaml.SafeLoader):
    """Dates stay texts: JSON has none."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(sources: list[Path], environ: Mapping[str, str]) -> list[DesiredConnector]:
    """The connectors of files, of all files in folders, and of standard input (-). Ends the command where one is
    wrong, with its place."""
    found: list[DesiredConnector] = []
    for source in sources:
        for path in _files(source):
            for number, document in enumerate(_documents(path), 1):
                found.append(_desired(document, f"{path}, document {number}", path, environ))
    return found


def credentials(source: Path, environ: Mapping[str, str]) -> tuple[dict[str, Any], str | None]:
    """The authConfig of one document, with what it refers to, and its authMethod. Ends the command where one is wrong,
    as `read` does."""
    found = list(_documents(source))
    if len(found) != 1 or not isinstance(found[0], dict) or not isinstance(found[0].get("authConfig"), dict):
        raise typer.BadParameter(f"{source}: expected one object with authConfig")
    given = _field(found[0]["authConfig"], f"{source}: authConfig", source, environ)
    return given, found[0].get("authMethod")


def written(connector: DesiredConnector) -> dict[str, Any]:
    """A connector as such a document; what is empty is left out."""
    shown = {
        "name": connector.name,
        "type": connector.type,
        "description": connector.description,
        "labels": dict(connector.labels),
        "authMethod": connector.auth_method,
        "config": _escaped(dict(connector.config)),
    }
    return {name: value for name, value in shown.items() if value}


def _files(source: Path) -> list[Path]:
    if not source.is_dir():
        return [source]
    return sorted(path for path in source.rglob("*") if path.suffix in SUFFIXES and path.is_file())


def _documents(path: Path) -> Iterator[Any]:
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text()
        loaded = list(yaml.load_all(text, _Loader))
    except OSError as error:
        raise typer.BadParameter(f"cannot read {path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path}: {error}") from None
    for document in loaded:
        if isinstance(document, list):
            yield from document
        elif document is not None:
            yield document


def _desired(document: Any, place: str, path: Path, environ: Mapping[str, str]) -> DesiredConnector:
    if not isinstance(document, dict):
        raise typer.BadParameter(f"{place}: expected an object with name and type")
    if unknown := [str(name) for name in document if name not in FIELDS]:
        raise typer.BadParameter(f"{place}: unknown field {unknown[0]}; known are {', '.join(FIELDS)}")
    resolved = {name: _field(value, f"{place}: {name}", path, environ) for name, value in document.items()}
    for name, kind in (("config", dict), ("authConfig", dict), ("labels", dict)):
        if not isinstance(resolved.get(name, kind()), (kind, type(None))):
            raise typer.BadParameter(f"{place}: {name}: expected an object")
    return DesiredConnector(
        name=str(resolved.get("name", "")),
        type=str(resolved.get("type", "")),
        description=resolved.get("description"),
        config=resolved.get("config") or {},
        auth_method=resolved.get("authMethod") or "",
        credentials=resolved.get("authConfig"),
        labels={str(name): str(value) for name, value in (resolved.get("labels") or {}).items()},
    )


def _field(value: Any, place: str, path: Path, environ: Mapping[str, str]) -> Any:
    """A field of the document: an object there is never a reference itself (`labels: {env: prod}`)."""
    if not isinstance(value, dict):
        return _resolved(value, place, path, environ)
    return {str(name): _resolved(item, f"{place}.{name}", path, environ) for name, item in value.items()}


def _resolved(value: Any, place: str, path: Path, environ: Mapping[str, str]) -> Any:
    """With `${NAME}` in texts, `{env: NAME}` and `{file: path}` replaced by what they refer to. A file is looked for
    beside the document."""
    if isinstance(value, str):
        return _REFERENCE.sub(lambda match: _of_environment(match, place, environ), value)
    if isinstance(value, list):
        return [_resolved(item, f"{place}[{index}]", path, environ) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        [(kind, where)] = value.items()
        if kind == "env" and isinstance(where, str):
            return values.secret(place, f"env:{where}", environ)
        if kind == "file" and isinstance(where, str):
            beside = Path(where).expanduser()
            folder = Path() if str(path) == "-" else path.parent
            return values.secret(place, f"file:{folder / beside}", environ)
    return {str(name): _resolved(item, f"{place}.{name}", path, environ) for name, item in value.items()}


def _of_environment(match: re.Match[str], place: str, environ: Mapping[str, str]) -> str:
    escaped, name = match.groups()
    if escaped:
        return "${"
    if name not in environ:
        raise typer.BadParameter(f"{place}: the environment has no {name}")
    return environ[name]


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("${", "$${")
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    return {name: _escaped(item) for name, item in value.items()} if isinstance(value, dict) else value
