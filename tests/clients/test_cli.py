"""The `connectors` command, run as a user runs it, against the running service."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import yaml
from connectors_client import ConnectorsClient

from tests.e2e.service import Service

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "connectors_client.cli")
ANSI = re.compile(r"\x1b\[")
Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environ(service: Service, tenant: str, tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT / "clients" / "python" / "src"),
        "CONNECTORS_ADDRESS": service.grpc_address,
        "CONNECTORS_TENANT": tenant,
    }


@pytest.fixture
def cli(environ: dict[str, str], tmp_path: Path) -> Cli:
    def run(*arguments: str, text: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments],
            input=text,
            env={**environ, **more},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def on_a_terminal(environ: dict[str, str], arguments: Sequence[str], answers: Sequence[tuple[str, str]]) -> str:
    """Runs the command on a pseudo-terminal and types each answer when its question stands there. What was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(COMMAND[0], [*COMMAND, *arguments], {**environ, "TERM": "dumb", "COLUMNS": "200"})  # noqa: S606
    shown, waiting, deadline = "", list(answers), time.monotonic() + 60
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 1.0)
        if ready:
            try:
                shown += os.read(terminal, 4096).decode()
            except OSError:  # the command is done
                break
        # The question is shown a moment before the terminal stops to show what is typed.
        is_hidden = not termios.tcgetattr(terminal)[3] & termios.ECHO
        if waiting and is_hidden and waiting[0][0] in shown.rpartition("\n")[2]:
            os.write(terminal, waiting.pop(0)[1].encode() + b"\n")
    else:
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(terminal)
    return shown


def test_a_first_connector_is_made_tested_and_deleted(cli: Cli) -> None:
    made = cli(
        *("create", "orders", "--type", "postgresql", "--set", "host=db.example.com", "--set", "port=5432"),
        *("--secret", "password=env:PGPASSWORD"),
        PGPASSWORD="s3cret",
    )
    assert made.returncode == 0, made.stderr
    assert "s3cret" not in made.stdout + made.stderr
    listed = json.loads(cli("-o", "json", "list").stdout)
    assert [(entry["name"], entry["config"]) for entry in listed] == [
        ("orders", {"host": "db.example.com", "port": 5432})
    ]
    tested = cli("test", "orders")
    assert tested.returncode == 1
    assert "INVALID_CONFIG" in tested.stdout
    assert tested.stdout.startswith("✗ config")
    assert "hint" in tested.stdout
    assert cli("delete", "orders", "--yes").returncode == 0
    assert cli("-o", "name", "list").stdout == ""


def test_an_update_keeps_what_is_not_given(cli: Cli, client: ConnectorsClient) -> None:
    made = client.create("a", "postgresql", config={"host": "h", "port": 1}, credentials={"password": "s3cret"})
    assert cli("update", "a", "--set", "port=2", "--unset", "host", "--name", "b").returncode == 0
    changed = client.get(made.id)
    assert (changed.name, changed.config) == ("b", {"port": 2})
    assert client.update(made.id).masked_credentials is not None
    assert cli("update", "b", "--wipe-credentials").returncode == 0
    assert client.update(made.id).masked_credentials == {}


def test_a_file_is_taken_as_the_rest_api_takes_it(cli: Cli, client: ConnectorsClient, tmp_path: Path) -> None:
    document = {"name": "api", "type": "rest_api", "config": {"url": "https://api.example.com"}, "description": "d"}
    (tmp_path / "api.yaml").write_text(yaml.safe_dump(document))
    assert cli("create", "-f", "api.yaml").returncode == 0
    assert cli("create", "-f", "-", text=json.dumps({**document, "name": "again"})).returncode == 0
    assert {connector.name for connector in client.list()} == {"api", "again"}


def test_all_are_tested_and_any_failure_is_exit_code_1(cli: Cli, client: ConnectorsClient) -> None:
    for number in range(12):
        client.create(f"incomplete {number}", "postgresql")
    tested = cli("test", "--all")
    assert tested.returncode == 1
    assert "0 of 12 can be reached" in tested.stdout
    told = json.loads(cli("-o", "json", "test", "--all").stdout)
    assert {entry["reason"] for entry in told} == {"INVALID_CONFIG"}


def test_a_refusal_is_words_on_standard_error(cli: Cli) -> None:
    refused = cli("create", "x", "--type", "postgres")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "postgresql" in refused.stderr
    assert "Traceback" not in refused.stderr
    nobody = cli("list", CONNECTORS_TENANT="")
    assert nobody.returncode == 1
    assert "connectors login" in nobody.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", "x", "--type", "rest_api", "--secret", "apiKey=s3cret"), "env:NAME, file:PATH or -"),
        (("create", "x", "--type", "rest_api", "--secret", "apiKey=env:ABSENT"), "the environment has no ABSENT"),
        (("create", "x", "--type", "rest_api", "--set", "url"), "expected name=value"),
        (("create", "x"), "--type"),
        (("test",), "--all"),
        (("update", "x", "--wipe-credentials", "--secret", "a=-"), "exclude each other"),
    ],
    ids=str,
)
def test_wrong_usage_is_exit_code_2_and_says_what_was_expected(cli: Cli, arguments: tuple[str, ...], said: str) -> None:
    wrong = cli(*arguments, COLUMNS="300")
    assert wrong.returncode == 2
    assert said in " ".join(wrong.stderr.split())


def test_login_keeps_who_i_am_in_a_file_of_my_own(cli: Cli, tenant: str, tmp_path: Path) -> None:
    bare = {"CONNECTORS_TENANT": ""}
    assert cli("--tenant", tenant, "login").returncode == 0
    kept = tmp_path / ".config" / "connectors" / "profile.yaml"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert cli("list", **bare).returncode == 0
    assert cli("logout").returncode == 0
    assert cli("list", **bare).returncode == 1


def test_login_keeps_nothing_that_does_not_work(cli: Cli, tmp_path: Path) -> None:
    assert cli("--tenant", "not a tenant", "login").returncode == 1
    assert not (tmp_path / ".config").exists()


def test_the_doctor_says_which_step_fails(cli: Cli) -> None:
    well = cli("doctor")
    assert well.returncode == 0
    assert "healthy" in well.stdout
    for address, said in [("127.0.0.1:1", "nothing accepts connections"), ("nowhere.invalid:1", "does not resolve")]:
        ill = cli("--address", address, "doctor")
        assert ill.returncode == 1
        assert said in ill.stdout


def test_types_are_listed_and_explained(cli: Cli) -> None:
    assert "postgresql" in cli("-o", "name", "types").stdout.split()
    explained = cli("types", "postgresql").stdout
    assert "host" in explained
    assert "secret" in explained


def test_a_person_is_asked_for_the_fields_and_secrets_are_not_shown(
    environ: dict[str, str], client: ConnectorsClient
) -> None:
    answers = [("Secret or restricted key", "sk_test_s3cretkey")]
    shown = on_a_terminal(environ, ["create", "asked", "--type", "stripe", "--auth-method", "api_key"], answers)
    assert "s3cret" not in shown
    (made,) = client.list()
    assert (made.name, made.auth_method) == ("asked", "api_key")
    assert made.credentials is not None
    assert made.credentials.fields == ("apiKey",)


def test_a_pipe_gets_no_colour_and_no_cut_lines(cli: Cli, client: ConnectorsClient) -> None:
    client.create("n" * 150, "rest_api", description="x")
    listed = cli("list").stdout
    assert "n" * 150 in listed
    assert not ANSI.search(listed)
