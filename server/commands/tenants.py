"""`tenants erase`: a tenant's connectors, limits and keys go; what a backup holds of it can no longer be opened."""

from __future__ import annotations

import argparse
import re
import sys
from contextlib import closing

from server.settings import Settings, WrongSetting
from server.storage.database import open_database
from server.storage.erasure import KEPT, erase_tenant
from server.storage.migrate import migrate
from server.storage.redis_store import RedisStore

TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommands, each with `run` as its default."""
    tenants = commands.add_parser("tenants", help="erase a tenant")
    verbs = tenants.add_subparsers(dest="tenants", required=True, metavar="COMMAND")
    parser = verbs.add_parser("erase", help="delete all of a tenant's connectors and destroy its keys, for good")
    parser.add_argument("tenant")
    parser.add_argument("--confirm", required=True, metavar="TENANT", help="the same tenant once more")
    parser.set_defaults(run=erase)


def erase(current: Settings, arguments: argparse.Namespace) -> int:
    tenant = arguments.tenant
    if not TENANT.fullmatch(tenant):
        raise WrongSetting("tenants erase: not a tenant id: letters, digits, '.', '_', '-', 63 at most")
    if arguments.confirm != tenant:
        raise WrongSetting(f"tenants erase: --confirm says {arguments.confirm!r} and not {tenant!r}; nothing is erased")
    redis = RedisStore(current.redis_url, 1) if current.redis_url else None
    with closing(open_database(current.database_url, 1)) as database:
        migrate(database)
        erased = erase_tenant(database, tenant, redis)
    for name, count in erased.items():
        sys.stdout.write(f"{name}: {count} rows erased\n")
    sys.stdout.write(f"kept, without secrets: {', '.join(KEPT)}\n")
    return 0
