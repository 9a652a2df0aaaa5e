"""Where `connectors login` keeps what it was told: one YAML file, readable by its owner alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

FIELDS = ("address", "tenant", "role", "token", "tls", "ca", "certificate", "key")


def location(environ: Mapping[str, str]) -> Path:
    """$XDG_CONFIG_HOME/connectors/profile.yaml (XDG Base Directory Specification)."""
    home = environ.get("XDG_CONFIG_HOME") or str(Path(environ.get("HOME", "~")).expanduser() / ".config")
    return Path(home) / "connectors" / "profile.yaml"


def read(path: Path) -> dict[str, Any]:
    """Empty where nobody logged in. Raises ValueError when the file cannot be used."""
    try:
        text = path.read_text()
    except FileNotFoundError:
        return {}
    try:
        loaded = yaml.safe_load(text) or {}
    except yaml.YAMLError:
        loaded = None
    if not isinstance(loaded, dict) or not set(loaded) <= set(FIELDS):
        raise ValueError(f"{path}: expected a mapping of {', '.join(FIELDS)}; `connectors login` writes it anew")
    return loaded


def write(path: Path, values: Mapping[str, Any]) -> None:
    """Replaces the file whole, with mode 0600 from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        yaml.safe_dump({name: values[name] for name in FIELDS if values.get(name) is not None}, file, sort_keys=False)
    fresh.replace(path)
