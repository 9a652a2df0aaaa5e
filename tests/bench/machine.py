"""What it was measured on, and with which releases. Nothing of it names the machine or its paths."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from tests.bench.servers import ROOT
from tests.peers.postgresql import program
from tests.peers.process import PeerFailed, find_program

LOAD = "load average before it"  # of the last minute
PACKAGES = ("grpcio", "protobuf", "peewee", "psycopg2-binary", "orjson", "uvicorn", "uvloop", "requests")
AIRFLOW = ROOT / ".build" / "venvs" / "airflow"


def facts() -> Mapping[str, str]:
    """Name to value, in the order to show them."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "commit": _said(["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=12"]) or "unknown",
        "machine": f"{os.cpu_count()} cores of {_cpu()}, {psutil.virtual_memory().total / (1 << 30):.0f} GiB",
        LOAD: f"{os.getloadavg()[0]:.1f}",
        "system": f"{_distribution()}, Linux {platform.release().partition('-')[0]}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": _version([_found("postgres"), "--version"]),
        "h2load": _version([_found("h2load"), "--version"]),
        "wrk": _version([_found("wrk"), "--version"]),
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "Airflow": _airflow(),
    }


def _cpu() -> str:
    found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.machine()


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return "unknown"


def _found(name: str) -> str:
    try:
        return program(name) if name == "postgres" else find_program(name)
    except PeerFailed:
        return ""


def _version(command: list[str]) -> str:
    if not command[0]:
        return "not installed"
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=20, check=False
    )  # wrk says it and ends with 1
    found = re.search(r"\d+\.\d[\w.]*", done.stdout + done.stderr)
    return found[0] if found else "not installed"


def _said(command: list[str]) -> str:
    """What it prints; nothing where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def _airflow() -> str:
    for folder in AIRFLOW.glob("lib/python*/site-packages/apache_airflow_core-*.dist-info"):
        return folder.name.removeprefix("apache_airflow_core-").removesuffix(".dist-info")
    return "not installed"
