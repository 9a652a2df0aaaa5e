"""Values from the command line: `--set host=db.example.com`, `--secret password=env:PGPASSWORD`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import typer
import yaml

SOURCES = "a secret comes from env:NAME, file:PATH or - (standard input), never from the command line itself"


def settings(pairs: Iterable[str]) -> dict[str, Any]:
    """`name=value` with the value read as YAML: numbers, true, [a, b]. A value in quotes stays text."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, text = _split(pair, "--set")
        try:
            found[name] = yaml.safe_load(text) if text else ""
        except yaml.YAMLError:
            found[name] = text
    return found


def secrets(pairs: Iterable[str], environ: Mapping[str, str]) -> dict[str, Any]:
    """`name=env:NAME`, `name=file:PATH` or `name=-`: what stands on a command line can be read by every process."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, source = _split(pair, "--secret")
        found[name] = secret(name, source, environ)
    return found


def secret(name: str, source: str, environ: Mapping[str, str]) -> str:
    """The secret that a source names, without the line's end."""
    kind, _, where = source.partition(":")
    if source == "-":
        return sys.stdin.read().rstrip("\r\n")
    if kind == "env" and where:
        if where not in environ:
            raise typer.BadParameter(f"{name}: the environment has no {where}")
        return environ[where]
    if kind == "file" and where:
        try:
            return Path(where).expanduser().read_text().rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise typer.BadParameter(f"{name}: cannot read {where}: {error}") from None
    raise typer.BadParameter(f"{name}: {SOURCES}")


def _split(pair: str, option: str) -> tuple[str, str]:
    name, separator, value = pair.partition("=")
    if not separator or not name:
        raise typer.BadParameter(f"{option} {pair}: expected name=value")
    return name, value
