"""What deploy/ holds, read once, and the tools that judge it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from tests.peers.process import PeerFailed

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
PROBER_MANIFESTS = sorted((DEPLOY / "kubernetes" / "prober").glob("*.yaml"))
_WITH_PODS = {"Deployment", "Job"}


def documents(path: Path) -> list[dict[str, Any]]:
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def objects(manifests: Iterable[Path]) -> dict[tuple[str, str], dict[str, Any]]:
    """What is applied, by kind and name."""
    resources = [path for path in manifests if path.name != "kustomization.yaml"]
    return {(each["kind"], each["metadata"]["name"]): each for path in resources for each in documents(path)}


def pods(found: dict[tuple[str, str], dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [(kind, each["spec"]["template"]["spec"]) for (kind, _), each in found.items() if kind in _WITH_PODS]


def containers(found: dict[tuple[str, str], dict[str, Any]]) -> list[dict[str, Any]]:
    return [container for _, pod in pods(found) for container in [*pod.get("initContainers", []), *pod["containers"]]]


def tool(name: str) -> str:
    """A program of requirements-deploy.lock."""
    path = ROOT / ".build/venvs/deploy/bin" / name
    if not path.exists():
        raise PeerFailed(f"{name} is not installed: run `make test`, or `make .build/stamps/deploy`")
    return str(path)


def is_pinned(image: str) -> bool:
    """By a version or a digest; never `latest`, nor nothing, which means the same."""
    tag = image.rpartition("/")[2].partition(":")[2]
    return "@sha256:" in image or (bool(tag) and tag != "latest")
