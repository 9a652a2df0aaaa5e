"""`keys`: the life of the keys. add -> give the file to every replica -> promote -> the same -> rotate -> retire."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

from server.connectors.rotation import Rotation, Table
from server.settings import Settings, WrongSetting
from server.storage.credential_rotation_upkeep import KeptResealStore
from server.storage.database import Database, open_database
from server.storage.key_check import KeyCheckStore
from server.storage.key_uses import KeyUses
from server.storage.migrate import migrate
from server.storage.resealing import ResealStore
from server.storage.tenant_keys import TenantKeyStore
from server.storage.webhook_record import WebhookRecord
from server.storage.webhook_resealing import WebhookReseal
from server.vault.key_check import open_vault
from server.vault.key_file import create_key_file, edit_key_file, new_key, new_key_id
from server.vault.keyring import Keyring, KeyringError
from server.vault.providers.declared import FIELDS, declared_key
from server.webhooks.sealing import WebhookSealer

EXIT_OK = 0
EXIT_FAILED = 1

Command = Callable[[Settings, argparse.Namespace], int]


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommands, each with `run` as its default."""
    keys = commands.add_parser("keys", help="the key file: create, list, add, promote, rotate, retire")
    verbs = keys.add_subparsers(dest="keys", required=True, metavar="COMMAND")

    def verb(name: str, command: Command, help_text: str) -> argparse.ArgumentParser:
        parser = verbs.add_parser(name, help=help_text)
        parser.set_defaults(run=command)
        return parser

    verb("create", create, "make a new key file")
    verb("list", list_keys, "the keys, where each is, and what still needs it")
    add = verb("add", add_key, "add a key, which opens; give the file to every replica before it is promoted")
    add.add_argument("id", nargs="?", help="its id; default: today's date and six hex digits")
    add.add_argument("--provider", choices=("file", *FIELDS), default="file", help="where the key's bytes are")
    add.add_argument(
        "--with", dest="fields", action="append", default=[], metavar="NAME=VALUE", help="what the provider needs"
    )
    verb("promote", promote, "wrap new keys of tenants with this key from now on").add_argument("id")
    verb("rotate", rotate, "move everything under the primary; may be stopped and run again")
    verb("retire", retire, "take a key out of the file, once nothing needs it").add_argument("id")


def create(current: Settings, _arguments: argparse.Namespace) -> int:
    create_key_file(current.keyring)
    _say(f"made {current.keyring}; back it up: without it no stored credential can be read")
    return EXIT_OK


def list_keys(current: Settings, _arguments: argparse.Namespace) -> int:
    keyring = Keyring.load(current.keyring, current.keyring_keys)
    with closing(_database(current)) as database:
        uses = KeyUses(database)
        for key_id in keyring.key_ids:
            provider = keyring.provider(key_id)
            needed = ", ".join(f"{count} {name}" for name, count in uses.of(key_id).items())
            words = (key_id, provider.kind if provider else "", "primary" if key_id == keyring.primary else "")
            _say("\t".join((*words, needed or "nothing needs it")))
    return EXIT_OK


def add_key(current: Settings, arguments: argparse.Namespace) -> int:
    key_id = arguments.id or new_key_id()
    entry = _entry(arguments.provider, arguments.fields)
    if isinstance(entry, dict):
        _refuse_unusable(key_id, entry, current)

    def change(document: dict[str, Any]) -> None:
        if key_id in document["keys"]:
            raise KeyringError(f"{current.keyring}: key {key_id} is there already")
        document["keys"][key_id] = entry

    edit_key_file(current.keyring, change, current.keyring_keys)
    _say(f"added {key_id}; give the file to every replica, then run `python -m server keys promote {key_id}`")
    return EXIT_OK


def promote(current: Settings, arguments: argparse.Namespace) -> int:
    def change(document: dict[str, Any]) -> None:
        if arguments.id not in document["keys"]:
            raise KeyringError(f"{current.keyring}: no key {arguments.id}; its keys: {', '.join(document['keys'])}")
        document["primary"] = arguments.id

    provider = Keyring.load(current.keyring, current.keyring_keys).provider(arguments.id)
    if provider:
        _try_out(provider)
    edit_key_file(current.keyring, change, current.keyring_keys)
    _say(f"{arguments.id} is the primary; give the file to every replica, then run `python -m server keys rotate`")
    return EXIT_OK


def rotate(current: Settings, _arguments: argparse.Namespace) -> int:
    with closing(_database(current)) as database:
        checks, keys = KeyCheckStore(database), TenantKeyStore(database)
        vault = open_vault(current.keyring, checks, keys, may_create=False, environment=current.keyring_keys)
        rows, kept = ResealStore(database), KeptResealStore(database)
        webhooks = Table("webhooks", WebhookReseal(database), WebhookSealer(vault).reseal, _name_of_webhook)
        done = Rotation(vault=vault, keys=keys, rows=rows, kept=kept, more=(webhooks,), checks=checks, say=_say)()
    more = "".join(f", {count} {what}" for what, count in done.more.items())
    _say(
        f"done: {done.connectors} connectors and {done.kept} staged or previous credentials{more} sealed anew, "
        f"{done.rewrapped} keys wrapped anew, "
        f"{done.destroyed} replaced keys destroyed"
    )
    if done.unreadable:
        sys.stderr.write(
            f"connector-service: {len(done.unreadable)} connectors' secrets cannot be opened and stay as they are; "
            f"send their credentials anew or delete them: {', '.join(done.unreadable[:20])}\n"
        )
    elif done.left:
        sys.stderr.write(f"connector-service: {done.left} replaced keys are still needed; run it again\n")
    return EXIT_FAILED if done.unreadable or done.left else EXIT_OK


def _name_of_webhook(webhook: WebhookRecord) -> str:
    return f"{webhook.tenant}/{webhook.id}"


def retire(current: Settings, arguments: argparse.Namespace) -> int:
    def change(document: dict[str, Any]) -> None:
        if arguments.id not in document["keys"]:
            raise KeyringError(f"{current.keyring}: no key {arguments.id}; its keys: {', '.join(document['keys'])}")
        if arguments.id == document["primary"]:
            raise KeyringError(f"{current.keyring}: key {arguments.id} is the primary; promote another one first")
        with closing(_database(current)) as database:
            needed = ", ".join(f"{count} {name}" for name, count in KeyUses(database).of(arguments.id).items())
        if needed:
            raise KeyringError(f"key {arguments.id} is still needed by {needed}; run `python -m server keys rotate`")
        del document["keys"][arguments.id]

    edit_key_file(current.keyring, change, current.keyring_keys)
    _say(f"retired {arguments.id}; keep it as long as backups of the database from before are kept")
    return EXIT_OK


def _entry(provider: str, fields: list[str]) -> str | dict[str, str]:
    if provider == "file":
        if fields:
            raise WrongSetting("keys add: --with is of no use to a key in the file")
        return new_key()
    entry = {"provider": provider}
    for pair in fields:
        name, separator, value = pair.partition("=")
        if not separator:
            raise WrongSetting(f"keys add: --with {pair}: expected NAME=VALUE")
        entry[name] = value
    return entry


def _refuse_unusable(key_id: str, entry: dict[str, str], current: Settings) -> None:
    try:
        provider = declared_key(key_id, entry, current.keyring_keys)
    except ValueError as error:
        raise WrongSetting(f"keys add: key {key_id} {error}") from None
    _try_out(provider)


def _try_out(provider: Any) -> None:
    """Raises Unavailable where the key cannot do what it is for."""
    context = {"service": "connector-service", "purpose": "trial"}
    if provider.unwrap(provider.wrap(b"trial", context), context) != b"trial":
        raise KeyringError("the key service gave back something else than it was given")


def _database(current: Settings) -> Database:
    database = open_database(current.database_url, 1)
    migrate(database)
    return database


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
