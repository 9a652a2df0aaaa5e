"""`connectors rotate`: new credentials tested, promoted, rolled back, from a script and on a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from connectors_client import ConnectorsClient

from tests.clients.test_cli import Cli, cli, environ, on_a_terminal
from tests.e2e.plugin import Neighbourhood

__all__ = ["cli", "environ"]  # fixtures


@pytest.fixture
def guarded(client: ConnectorsClient, neighbourhood: Neighbourhood) -> str:
    """A connector whose password is out of date."""
    config = {"url": f"{neighbourhood.http.url}/guarded"}
    credentials = {"username": neighbourhood.http.user, "password": "s3cret-of-before"}
    return client.create("guarded", "rest_api", config=config, credentials=credentials, auth_method="basic").id


@pytest.fixture
def told(neighbourhood: Neighbourhood) -> dict[str, str]:
    """What a script has in its environment."""
    return {"NEW_USER": neighbourhood.http.user, "NEW_PASSWORD": neighbourhood.http.password, "WRONG": "s3cret-wrong"}


RIGHT = ("--secret", "username=env:NEW_USER", "--secret", "password=env:NEW_PASSWORD")
WRONG = ("--secret", "username=env:NEW_USER", "--secret", "password=env:WRONG")


def test_new_credentials_are_promoted_once_they_pass_and_can_be_taken_back(
    cli: Cli, client: ConnectorsClient, guarded: str, told: dict[str, str]
) -> None:
    wrong = cli("rotate", "guarded", *WRONG, **told)
    assert wrong.returncode == 1
    assert "AUTHENTICATION_FAILED" in wrong.stdout
    assert "nothing was stored" in wrong.stderr
    assert client.credential_rotation(guarded).staged is None
    right = cli("rotate", "guarded", *RIGHT, "--keep", "2h", **told)
    assert right.returncode == 0, right.stderr
    assert "✓ authenticate" in right.stdout
    assert "promoted: guarded uses version 2" in right.stderr
    assert "kept for 2 h" in right.stderr
    assert client.test(guarded).success
    back = cli("rotate", guarded, "--roll-back")
    assert (back.returncode, "uses version 3" in back.stderr) == (0, True)
    assert client.test(guarded).reason == "AUTHENTICATION_FAILED"
    again = cli("rotate", guarded, "--roll-back")
    assert (again.returncode, "no previous credentials are kept" in again.stderr) == (1, True)
    for said in (wrong, right, back, again):
        assert "s3cret" not in said.stdout + said.stderr
        assert told["NEW_PASSWORD"] not in said.stdout + said.stderr


def test_staged_and_promoted_in_two_steps(
    cli: Cli, client: ConnectorsClient, guarded: str, told: dict[str, str], tmp_path: Path
) -> None:
    document = {"authConfig": {"username": "${NEW_USER}", "password": {"env": "NEW_PASSWORD"}}}
    (tmp_path / "new.yaml").write_text(yaml.safe_dump(document))
    assert cli("rotate", "guarded", "-f", "new.yaml", "--no-promote", **told).returncode == 0
    assert client.test(guarded).reason == "AUTHENTICATION_FAILED"
    shown = json.loads(cli("-o", "json", "rotate", "guarded", "--status").stdout)
    assert (shown["staged"]["fields"], shown["staged"]["outdated"]) == (["password", "username"], False)
    assert shown["previous"] is None
    assert cli("rotate", "guarded", "--promote").returncode == 0
    assert client.test(guarded).success
    assert "version 1" in cli("rotate", "guarded", "--status").stdout
    assert cli("rotate", "guarded", "--discard").returncode == 0
    assert client.credential_rotation(guarded).previous is None


def test_a_person_is_asked_for_the_fields_and_secrets_are_not_shown(
    environ: dict[str, str], client: ConnectorsClient, guarded: str, neighbourhood: Neighbourhood
) -> None:
    answers = [("Password", neighbourhood.http.password)]
    user = {"NEW_USER": neighbourhood.http.user}
    shown = on_a_terminal({**environ, **user}, ["rotate", "guarded", "--secret", "username=env:NEW_USER"], answers)
    assert "promoted" in shown, shown
    assert neighbourhood.http.password not in shown
    assert client.test(guarded).success


def test_the_fields_that_are_asked_for_are_those_that_are_stored(
    environ: dict[str, str], client: ConnectorsClient
) -> None:
    """Nothing is dialled: the connector is not complete."""
    made = client.create("shop", "shopify", credentials={"accessToken": "s3cret-of-before"})
    shown = on_a_terminal(environ, ["rotate", "shop"], [("Access token (required)", "s3cret-new")])
    assert "INVALID_CONFIG" in shown, shown
    assert "s3cret" not in shown
    assert client.get(made.id).credentials == made.credentials


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "expected the new credentials"),
        (("--roll-back", "--discard"), "exclude each other"),
        (("--roll-back", *RIGHT), "exclude each other"),
        (("--keep", "soon", *RIGHT), "expected a time such as 30s, 10m or 24h"),
        (("-f", "absent.yaml"), "cannot read absent.yaml"),
        (("-f", "empty.yaml"), "expected one object with authConfig"),
    ],
    ids=str,
)
@pytest.mark.usefixtures("guarded")
def test_wrong_usage_is_exit_code_2_and_says_what_was_expected(
    cli: Cli, told: dict[str, str], tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "empty.yaml").write_text("name: guarded\n")
    wrong = cli("rotate", "guarded", *arguments, COLUMNS="300", **told)
    assert wrong.returncode == 2
    assert said in " ".join(wrong.stderr.split())
