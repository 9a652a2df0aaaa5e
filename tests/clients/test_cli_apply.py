"""`connectors apply` and its kin: documents in, a difference shown, then all of it or nothing."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest
import typer
import yaml
from connectors_client import ConnectorsClient, DesiredConnector, Filter
from connectors_client.cli import documents

from tests.clients.test_cli import COMMAND, Cli, cli, environ

__all__ = ["cli", "environ"]  # fixtures

ORDERS = """
name: orders
type: postgresql
labels: {app: shop}
config: {host: "db-${STAGE}.example.com", port: 5432, since: 2026-01-02}
authConfig: {username: probe, password: {env: ORDERS_PASSWORD}}
---
name: api
type: rest_api
labels: {app: shop}
config: {url: "https://api.example.com/$${id}"}
authConfig: {token: {file: secrets/token}}
"""
TOLD = {"STAGE": "prod", "ORDERS_PASSWORD": "canary-env"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "connectors"
    (made / "secrets").mkdir(parents=True)
    (made / "secrets" / "token").write_text("canary-file\n")
    (made / "shop.yaml").write_text(ORDERS)
    return made


def test_a_folder_is_shown_then_applied_then_as_it_should_be(cli: Cli, client: ConnectorsClient, folder: Path) -> None:
    looked = cli("apply", "-f", str(folder), "--dry-run", **TOLD)
    assert looked.returncode == 0, looked.stderr
    assert "+ orders: " in looked.stdout
    assert "2 to create, 0 to change, 0 to delete, 0 unchanged" in looked.stdout
    assert client.count().total == 0
    unasked = cli("apply", "-f", str(folder), **TOLD)
    assert (unasked.returncode, client.count().total) == (2, 0)
    done = cli("apply", "-f", str(folder), "--yes", **TOLD)
    assert (done.returncode, done.stderr.strip()) == (0, "created 2, changed 0, deleted 0")
    orders, api = client.list(order_by="name desc")
    assert orders.config == {"host": "db-prod.example.com", "port": 5432, "since": "2026-01-02"}
    assert api.config == {"url": "https://api.example.com/${id}"}
    assert orders.credentials is not None
    assert orders.credentials.fields == ("password", "username")
    again = cli("-o", "json", "apply", "-f", str(folder), "--yes", **TOLD)
    assert [change["action"] for change in json.loads(again.stdout)["changes"]] == ["UNCHANGED", "UNCHANGED"]
    rotated = cli("apply", "-f", str(folder), "--yes", **{**TOLD, "ORDERS_PASSWORD": "canary-new"})
    assert "~ orders: authConfig.password\n" in rotated.stdout
    for shown in (looked, unasked, done, again, rotated):
        assert "canary" not in shown.stdout + shown.stderr


def test_prune_deletes_what_carries_the_label_and_is_not_named(
    cli: Cli, client: ConnectorsClient, folder: Path
) -> None:
    client.create("old", "csv", labels={"app": "shop"})
    client.create("other", "csv")
    pruned = cli("apply", "-f", str(folder), "--prune", "-l", "app=shop", "--yes", **TOLD)
    assert pruned.returncode == 0, pruned.stderr
    assert "- old" in pruned.stdout
    assert {connector.name for connector in client.list()} == {"orders", "api", "other"}


@pytest.mark.parametrize(("answer", "count"), [("n", 0), ("y", 2)])
def test_it_asks_on_a_terminal(
    environ: dict[str, str], client: ConnectorsClient, folder: Path, answer: str, count: int
) -> None:
    keyboard, terminal = pty.openpty()
    os.write(keyboard, f"{answer}\n".encode())
    asked = subprocess.run(
        [*COMMAND, "apply", "-f", str(folder)],
        env={**environ, **TOLD},
        stdin=terminal,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(terminal)
    os.close(keyboard)
    assert "+ orders" in asked.stdout
    assert "do it? [y/N]" in asked.stderr
    assert client.count().total == count


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("name: a\ntype: csv\nconfgi: {}", "document 1: unknown field confgi"),
        ("name: a\ntype: csv\nconfig: [1]", "config: expected an object"),
        ("- 1", "document 1: expected an object"),
        ("name: a\ntype: csv\nconfig: {path: '${ABSENT}'}", "the environment has no ABSENT"),
        ("name: a\ntype: csv\nauthConfig: {p: {file: absent}}", "authConfig.p: cannot read "),
        ("a: [", "one.yaml: "),
    ],
)
def test_a_wrong_document_is_told_with_its_place(tmp_path: Path, document: str, told: str) -> None:
    (tmp_path / "one.yaml").write_text(document)
    with pytest.raises(typer.BadParameter) as refused:
        documents.read([tmp_path], {})
    assert told in str(refused.value)


def test_what_is_exported_is_applied_without_a_change(cli: Cli, client: ConnectorsClient) -> None:
    client.create("odd", "rest_api", config={"url": "https://u:canary@example.com/${x}"}, labels={"env": "prod"})
    client.create("plain", "csv", description="d")
    exported = cli("export")
    assert "canary" not in exported.stdout
    assert [document["name"] for document in yaml.safe_load_all(exported.stdout)] == ["odd", "plain"]
    again = cli("apply", "-f", "-", "--dry-run", text=exported.stdout)
    assert "0 to create, 0 to change, 0 to delete, 2 unchanged" in again.stdout, again.stderr


def test_lists_are_filtered_and_counted(cli: Cli, client: ConnectorsClient) -> None:
    client.apply([DesiredConnector(f"n{number}", "csv", labels={"env": "ab"[number % 2]}) for number in range(4)])
    client.create("db", "mysql")
    assert cli("-o", "name", "list", "-l", "env=a", "--order-by", "name").stdout.split() == ["n0", "n2"]
    assert cli("-o", "name", "list", "--type", "mysql", "-q", "D").stdout.split() == ["db"]
    assert json.loads(cli("-o", "json", "count").stdout)["byType"] == {"csv": 4, "mysql": 1}
    assert client.count(Filter(labels=["env"])).total == 4
