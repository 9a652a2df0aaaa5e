"""The key file: how it is made, and how each thing that may be wrong with it is said."""

from __future__ import annotations

import base64
import json
import os
import pickle
import stat
from pathlib import Path
from typing import Any

import pytest

from server.vault.key_file import create_key_file
from server.vault.keyring import Keyring, KeyringError, KeyringExists, KeyringMissing

KEY = base64.b64encode(b"canary-key-canary-key-canary-key").decode()
GOOD: dict[str, Any] = {"format": 1, "primary": "k1", "keys": {"k1": KEY}}


def write(path: Path, content: str, mode: int = 0o600) -> Path:
    path.write_text(content)
    path.chmod(mode)
    return path


def test_a_key_file_that_was_made_loads_with_the_same_keys(keyring_path: Path) -> None:
    made = create_key_file(keyring_path)
    loaded = Keyring.load(keyring_path)
    assert (loaded.primary, loaded.key_ids) == (made.primary, made.key_ids)
    assert loaded.get(loaded.primary) == made.get(made.primary) is not None
    assert len(loaded.get(loaded.primary) or b"") == 32


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_it_is_readable_to_its_owner_alone_whatever_the_umask(keyring_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        create_key_file(keyring_path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(keyring_path.stat().st_mode) == 0o600
    assert list(keyring_path.parent.iterdir()) == [keyring_path], "something unfinished was left"


def test_it_is_never_overwritten(keyring_path: Path) -> None:
    create_key_file(keyring_path)
    before = keyring_path.read_bytes()
    with pytest.raises(KeyringExists, match="never overwritten"):
        create_key_file(keyring_path)
    assert keyring_path.read_bytes() == before
    assert list(keyring_path.parent.iterdir()) == [keyring_path]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(KeyringError, match="CONNECTORS_KEYRING"):
        create_key_file(tmp_path / "nowhere" / "keyring.json")


def test_a_missing_file_says_which_and_what_to_do(keyring_path: Path) -> None:
    with pytest.raises(KeyringMissing, match="backup") as caught:
        Keyring.load(keyring_path)
    assert str(keyring_path) in str(caught.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o610, 0o700, 0o4600])
def test_a_file_that_others_may_reach_is_refused(keyring_path: Path, mode: int) -> None:
    write(keyring_path, json.dumps(GOOD), mode)
    with pytest.raises(KeyringError, match=f"mode is {mode:04o}.*chmod 600"):
        Keyring.load(keyring_path)


def test_a_stricter_mode_is_fine(keyring_path: Path) -> None:
    assert Keyring.load(write(keyring_path, json.dumps(GOOD), 0o400)).primary == "k1"


def test_a_file_of_another_user_is_refused(keyring_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(keyring_path, json.dumps(GOOD))
    monkeypatch.setattr(os, "geteuid", lambda: keyring_path.stat().st_uid + 1)
    with pytest.raises(KeyringError, match=r"belongs to user \d+ .*chown"):
        Keyring.load(keyring_path)


def test_a_folder_or_a_pipe_in_its_place_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(KeyringError, match="regular file"):
            Keyring.load(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not JSON"),
        ("{" + KEY, "not JSON"),
        ("[" * 100_000, "not JSON"),
        (f'{{"format":1,"primary":"k1","keys":{{"k1":"{KEY}","k1":"{KEY}"}}}}', "stands twice"),
        (json.dumps([KEY]), "expected an object"),
        (json.dumps({**GOOD, "comment": ""}), "expected an object"),
        (json.dumps({**GOOD, "format": 2}), "format is not 1"),
        (json.dumps({**GOOD, "format": True}), "format is not 1"),
        (json.dumps({**GOOD, "keys": {}}), "no key"),
        (json.dumps({**GOOD, "keys": [KEY]}), "no key"),
        (json.dumps({**GOOD, "primary": "k2"}), r"none of its keys \(k1\)"),
        (json.dumps({**GOOD, "primary": None}), "none of its keys"),
        (json.dumps({**GOOD, "keys": {"k1": KEY[:-4]}}), "key k1 is not base64 of 32 bytes"),
        (json.dumps({**GOOD, "keys": {"k1": "*" + KEY}}), "key k1 is not base64 of 32 bytes"),
        (json.dumps({**GOOD, "keys": {"k1": None}}), "key k1 is not base64 of 32 bytes"),
        (json.dumps({**GOOD, "keys": {"k 1\n": KEY}}), "key id"),
        (" " * (1 << 20) + json.dumps(GOOD), "larger than"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_that_shows_no_key(keyring_path: Path, content: str, said: str) -> None:
    with pytest.raises(KeyringError, match=said) as caught:
        Keyring.load(write(keyring_path, content))
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(keyring_path))
    assert KEY not in message
    assert "canary" not in message
    assert caught.value.__cause__ is None, "the cause would show the file's content in a traceback"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_keyring_shows_ids_only_and_does_not_leave_the_process(keyring_path: Path) -> None:
    keyring = Keyring.load(write(keyring_path, json.dumps(GOOD)))
    assert repr(keyring) == "Keyring(primary='k1', key_ids=('k1',))"
    with pytest.raises(TypeError):
        pickle.dumps(keyring)
