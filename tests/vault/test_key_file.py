"""Edits of the key file are whole, and a running worker takes them up."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from server.vault.key_file import LOOK_SECONDS, KeyFile, create_key_file, edit_key_file, new_key
from server.vault.keyring import Keyring, KeyringError


def add(path: Path, key_id: str) -> None:
    edit_key_file(path, lambda document: document["keys"].update({key_id: new_key()}))


def test_an_edit_replaces_the_file_whole_and_private(keyring_path: Path) -> None:
    create_key_file(keyring_path)
    before = keyring_path.stat().st_ino
    add(keyring_path, "k2")
    assert "k2" in Keyring.load(keyring_path).key_ids
    assert keyring_path.stat().st_ino != before
    assert keyring_path.stat().st_mode & 0o777 == 0o600
    assert list(keyring_path.parent.iterdir()) == [keyring_path]


def test_an_edit_that_would_make_it_unusable_leaves_it_as_it_was(keyring_path: Path) -> None:
    create_key_file(keyring_path)
    before = keyring_path.read_bytes()

    def spoil(document: dict[str, Any]) -> None:
        document["primary"] = "nowhere"

    with pytest.raises(KeyringError, match="primary"):
        edit_key_file(keyring_path, spoil)
    assert keyring_path.read_bytes() == before
    assert list(keyring_path.parent.iterdir()) == [keyring_path]


def test_edits_at_once_lose_none(keyring_path: Path) -> None:
    create_key_file(keyring_path)
    context = multiprocessing.get_context("fork")
    adding = [context.Process(target=add, args=(keyring_path, f"k{number}")) for number in range(8)]
    for process in adding:
        process.start()
    for process in adding:
        process.join(60)
    assert {f"k{number}" for number in range(8)} < set(Keyring.load(keyring_path).key_ids)


def test_a_mounted_secret_is_not_edited_through_its_link(tmp_path: Path) -> None:
    create_key_file(tmp_path / "real.json")
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    with pytest.raises(KeyringError, match="symbolic link"):
        add(tmp_path / "link.json", "k2")


def test_a_worker_takes_a_changed_file_up_and_keeps_its_keys_while_it_is_unusable(keyring_path: Path) -> None:
    now = 0.0
    made = create_key_file(keyring_path)
    file = KeyFile(keyring_path, clock=lambda: now)
    add(keyring_path, "k2")
    assert "k2" not in file.current().key_ids
    now += LOOK_SECONDS
    assert "k2" in file.current().key_ids
    keyring_path.write_text("{")
    now += LOOK_SECONDS
    assert file.current().key_ids == (made.primary, "k2")
    keyring_path.unlink()
    now += LOOK_SECONDS
    assert file.current().key_ids == (made.primary, "k2")
    create_key_file(keyring_path)
    now += LOOK_SECONDS
    assert made.primary not in file.current().key_ids
