"""Commands: serve, migrate, keys, audit, tenants. Exit codes: 0 done, 1 failed, 2 wrong usage or a wrong setting."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from probes.isolation.prober import ProberFailed
from probes.registry import PluginRefused
from server import serve, settings
from server.commands import audit, keys, tenants
from server.errors import ServiceError
from server.observe import logs
from server.ports import PortTaken
from server.settings import Part, Settings, WrongSetting
from server.storage.database import open_database
from server.storage.migrate import DatabaseIsNewer, migrate, standing
from server.vault.keyring import KeyringError

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_WRONG_SETTING = 2


def run_migrate(current: Settings) -> int:
    applied = migrate(open_database(current.database_url, 1))
    _say(f"applied {', '.join(applied)}" if applied else "nothing to apply")
    return EXIT_OK


def run_migrate_check(current: Settings) -> int:
    """Names what is pending, and what a later release applied. 0: this one may serve the database as it is. Changes
    nothing."""
    database = open_database(current.database_url, 1)
    try:
        found = standing(database)
    finally:
        database.close()
    for name in found.pending:
        _say(f"pending: {name}")
    for name in found.unknown:
        _say(f"of a later release{', which alone can serve it' if name in found.barring else ''}: {name}")
    if found.pending or found.barring:
        return EXIT_FAILED
    _say("this release may serve it" if found.unknown else "up to date")
    return EXIT_OK


def main(arguments: list[str]) -> int:
    """The exit code. What stops a command is told in one line on standard error."""
    parsed = _parse(arguments)
    try:
        current = settings.load(part=_part(parsed))
        logs.configure(current.log_level)
        if current.part is not Part.PROBER:
            _make_private(current.data_dir)
        return int(parsed.run(current, parsed))
    except WrongSetting as error:
        return _stopped(error, EXIT_WRONG_SETTING)
    except (PluginRefused, PortTaken, KeyringError, ProberFailed, DatabaseIsNewer) as error:
        return _stopped(error, EXIT_FAILED)
    except ServiceError as error:
        return _stopped(error, EXIT_FAILED)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m server", description="connector-service")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serving = commands.add_parser("serve", help="run the service")
    serving.add_argument(
        "--api", action="store_true", help="all but the probes, which the prober at CONNECTORS_PROBER_UPSTREAM makes"
    )
    serving.add_argument(
        "--prober", action="store_true", help="the probes alone, for services elsewhere: no database and no keys"
    )
    serving.set_defaults(run=lambda current, _: serve.run(current))
    migrations = commands.add_parser("migrate", help="bring the database's schema up to date")
    migrations.add_argument(
        "--check", action="store_true", help="change nothing: 1 if it is behind, or only a later release can serve it"
    )
    migrations.set_defaults(run=lambda current, given: (run_migrate_check if given.check else run_migrate)(current))
    keys.add_to(commands)
    audit.add_to(commands)
    tenants.add_to(commands)
    return parser.parse_args(arguments)


def _part(parsed: argparse.Namespace) -> Part:
    api, prober = getattr(parsed, "api", False), getattr(parsed, "prober", False)
    if api and prober:
        raise WrongSetting("serve takes --api or --prober, not both; without either it does what both do")
    if prober:
        return Part.PROBER
    return Part.API if api else Part.ALL


def _make_private(data_dir: Path) -> None:
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(f"CONNECTORS_DATA_DIR: cannot make {data_dir}: {error.strerror}") from None


def _stopped(error: Exception, code: int) -> int:
    sys.stderr.write(f"connector-service: {error}\n")
    return code


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
