"""`python -m server keys …` and `tenants erase`: what each says, and what it refuses."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.__main__ import main
from server.settings import WrongSetting, load

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The exit code of a command, as an operator runs it."""
    for name in [name for name in os.environ if name.startswith("CONNECTORS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CONNECTORS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CONNECTORS_LOG_LEVEL", "error")
    return lambda *arguments: main([*arguments])


def document(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "keyring.json").read_text())
    return found


def test_the_life_of_a_key(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("keys", "create") == 0
    first = document(tmp_path)["primary"]
    assert run("keys", "add", "second") == 0
    assert document(tmp_path)["primary"] == first
    assert run("keys", "promote", "second") == 0
    assert run("keys", "rotate") == 0
    capsys.readouterr()
    assert run("keys", "list") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{first}\tfile\t\tnothing needs it",
        "second\tfile\tprimary\t1 key checks",
    ]
    assert run("keys", "retire", first) == 0
    assert list(document(tmp_path)["keys"]) == ["second"]


@pytest.mark.parametrize(
    "refusal",
    [
        (["keys", "create"], 1, "never overwritten"),
        (["keys", "add", "first"], 1, "key first is there already"),
        (["keys", "add", "a b"], 1, "key id"),
        (["keys", "promote", "none"], 1, "no key none; its keys: first"),
        (["keys", "retire", "none"], 1, "no key none"),
        (["keys", "retire", "first"], 1, "is the primary; promote another one first"),
        (["keys", "add", "k", "--with", "key=x"], 2, "no use to a key in the file"),
        (["keys", "add", "k", "--provider", "aws-kms", "--with", "key=x"], 2, 'lacks "region"'),
        (["keys", "add", "k", "--provider", "environment"], 2, "CONNECTORS_KEYRING_KEYS"),
        (["tenants", "erase", "acme", "--confirm", "acne"], 2, "nothing is erased"),
        (["tenants", "erase", "a/b", "--confirm", "a/b"], 2, "not a tenant id"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_changes_nothing(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], refusal: tuple[list[str], int, str]
) -> None:
    arguments, code, said = refusal
    key_file = tmp_path / "keyring.json"
    key = base64.b64encode(os.urandom(32)).decode()
    key_file.write_text(json.dumps({"format": 1, "primary": "first", "keys": {"first": key}}))
    key_file.chmod(0o600)
    before = key_file.read_bytes()
    assert run(*arguments) == code
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert key not in told
    assert key_file.read_bytes() == before


def test_a_key_service_that_cannot_be_reached_is_not_added(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("keys", "create") == 0
    (tmp_path / "token").write_text("t")
    fields = ["key=k", "address=http://127.0.0.1:1", f"token_file={tmp_path / 'token'}"]
    given = [word for field in fields for word in ("--with", field)]
    assert run("keys", "add", "t", "--provider", "transit", *given) == 1
    assert "the transit engine did not encrypt" in capsys.readouterr().err
    assert "t" not in document(tmp_path)["keys"]


@pytest.mark.parametrize("value", ["k1", "k1=", "k1=short", "=" + "A" * 43 + "=", f"k1={'A' * 43}=,k1={'A' * 43}="])
def test_keys_in_the_environment_that_cannot_be_read_stop_the_start_and_are_not_repeated(value: str) -> None:
    with pytest.raises(WrongSetting, match="CONNECTORS_KEYRING_KEYS: expected id=key pairs") as caught:
        load({"CONNECTORS_KEYRING_KEYS": value})
    assert "AAAA" not in str(caught.value)
    assert load({"CONNECTORS_KEYRING_KEYS": f"k1={'A' * 43}="}).keyring_keys == {"k1": bytes(32)}
