"""Webhooks by the Python client and by the command, beside a running service and a receiver."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from connectors_client import ConnectorsClient, NotFound, Webhook

from tests.e2e.service import Service
from tests.webhooks.receiver import Receiver, receiving

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def service(start_service: Callable[..., Service], receiver: Receiver) -> Service:
    return start_service(egress_allow=f"127.0.0.1:{receiver.port}", workers="1")


def heard(receiver: Receiver, webhook: Webhook) -> None:
    assert webhook.secret
    receiver.secrets["/events"] = webhook.secret


def test_the_client_adds_tests_changes_and_deletes(service: Service, receiver: Receiver, tenant: str) -> None:
    with ConnectorsClient(service.grpc_address, tenant=tenant) as client:
        made = client.create_webhook(receiver.url(), statuses=["error"])
        heard(receiver, made)
        assert made.secret not in repr(made)
        assert client.webhooks() == (client.webhook(made.id),)
        tried = client.test_webhook(made.id)
        assert (tried.success, tried.http_status, tried.reason) == (True, 204, None)
        heard(receiver, client.rotate_webhook_secret(made.id))
        assert client.test_webhook(made.id).success
        changed = client.update_webhook(made.id, disabled=True, description="parked")
        assert (changed.disabled, changed.description, changed.url) == (True, "parked", receiver.url())
        assert client.update_webhook(made.id, description="").disabled
        receiver.answer = lambda _number: (503, {})
        refused = client.test_webhook(made.id)
        assert (refused.success, refused.http_status, refused.reason) == (False, 503, "PEER_ERROR")
        client.delete_webhook(made.id)
        with pytest.raises(NotFound):
            client.webhook(made.id)


@pytest.fixture
def run(service: Service, tenant: str, tmp_path: Path) -> Run:
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT / "clients" / "python" / "src"),
        "CONNECTORS_ADDRESS": service.grpc_address,
        "CONNECTORS_TENANT": tenant,
    }

    def ran(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "connectors_client.cli", *arguments]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == code, done
        return done

    return ran


def test_the_command_prints_the_secret_alone_and_says_how_webhooks_fare(run: Run, receiver: Receiver) -> None:
    made = run("webhooks", "create", receiver.url(), "--status", "error")
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=\n", made.stdout)
    receiver.secrets["/events"] = made.stdout.strip()
    listed = json.loads(run("-o", "json", "webhooks", "list").stdout)
    assert [(each["url"], each["statuses"], each["secret"]) for each in listed] == [(receiver.url(), ["error"], None)]
    webhook = listed[0]["id"]
    assert "error" in run("webhooks", "list").stdout
    assert run("webhooks", "test", webhook).stdout.startswith("taken: ")
    again = run("webhooks", "rotate-secret", webhook)
    assert again.stdout != made.stdout
    receiver.secrets["/events"] = again.stdout.strip()
    receiver.answer = lambda _number: (500, {})
    assert "PEER_ERROR: the receiver answered 500" in run("webhooks", "test", webhook, code=1).stdout
    run("webhooks", "delete", webhook)
    assert run("-o", "json", "webhooks", "list").stdout.strip() == "[]"
    assert "no webhook of this id" in run("webhooks", "delete", webhook, code=1).stderr
