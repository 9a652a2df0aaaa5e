"""From the seeds of a connector to one connection: SRV look-up, then the first of several hosts that answers.

https://github.com/mongodb/specifications/blob/master/source/initial-dns-seedlist-discovery/initial-dns-seedlist-discovery.md
"""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from dataclasses import replace

from dns.rdtypes.ANY.TXT import TXT
from dns.rdtypes.IN.SRV import SRV

from probes.egress.dns_records import look_up
from probes.protocols.database_tls import failed_step
from probes.protocols.mongodb_target import MongoTarget
from probes.protocols.mongodb_uri import MAX_HOSTS, Seed, parse_options
from probes.result import ProbeFailure, Reason, StepName, Trace
from probes.target import ProbeContext

FROM_TXT = {"authSource", "replicaSet", "loadBalanced"}
# After these the next host is tried, as a driver would. What the guard refuses ends the probe.
PASSING = (Reason.CONNECTION_REFUSED, Reason.UNREACHABLE, Reason.TIMEOUT, Reason.DNS_NOT_FOUND, Reason.DNS_FAILED)


def discovered(wanted: MongoTarget, context: ProbeContext) -> MongoTarget:
    """With the servers, and the options, that DNS names for a mongodb+srv connection string.

    Raises ProbeFailure: DNS_NOT_FOUND, DNS_FAILED, EGRESS_DENIED (a target outside the name's own domain).
    """
    if wanted.srv_service is None:
        return wanted
    field, domain = wanted.database.host_field, wanted.database.host.rstrip(".").lower()
    with failed_step(context.trace, StepName.RESOLVE):
        seeds = _servers(f"_{wanted.srv_service}._tcp.{domain}.", domain, context.deadline, field)
        options = _options(f"{domain}.", context.deadline, field)
    in_path = wanted.database.database if wanted.database.database_field == field else None
    return replace(
        wanted,
        database=replace(wanted.database, host=seeds[0].host, port=seeds[0].port),
        seeds=seeds,
        # What the connector says itself goes before the record; the database in the path is only a default.
        auth_source=wanted.auth_source or options.get("authSource") or in_path,
        replica_set=wanted.replica_set or options.get("replicaSet"),
        load_balanced=wanted.load_balanced or options.get("loadBalanced") == "true",
        srv_service=None,
    )


def reached(wanted: MongoTarget, context: ProbeContext) -> tuple[MongoTarget, socket.socket]:
    """A connection to the first seed that answers, and the target with that seed as its host.

    One seed is dialled in plain sight; of several only the one that answered is told, or the first that failed.
    """
    field = wanted.database.host_field
    if len(wanted.seeds) == 1:
        return wanted, context.dialer.connect(wanted.database.host, wanted.database.port, field=field)
    failures: list[tuple[ProbeFailure, Trace]] = []
    for position, seed in enumerate(wanted.seeds):
        trace = Trace(on_begin=context.trace.on_begin)
        share = context.remaining() / (len(wanted.seeds) - position)
        try:
            sock = _dialled(seed, trace, context, share, field)
        except ProbeFailure as failure:
            failures.append((failure, trace))
            if failure.reason not in PASSING:
                _tell(trace, context.trace)
                raise
            continue
        _tell(trace, context.trace)
        if failures:
            context.trace.warn(f"{len(failures)} of {len(wanted.seeds)} hosts could not be reached.")
        return replace(wanted, database=replace(wanted.database, host=seed.host, port=seed.port)), sock
    first, trace = failures[0]
    _tell(trace, context.trace)
    raise first


def _dialled(seed: Seed, trace: Trace, context: ProbeContext, share: float, field: str) -> socket.socket:
    dialer = context.dialer.aside(trace, min(context.deadline, time.monotonic() + share))
    sock = dialer.connect(seed.host, seed.port, field=field)
    sock.deadline = context.deadline  # type: ignore[attr-defined]  # a DeadlineSocket: its share was for connecting
    return sock


def _tell(said: Trace, trace: Trace) -> None:
    for step in said.steps:
        trace.add(step)


def _servers(name: str, domain: str, deadline: float, field: str) -> tuple[Seed, ...]:
    records = look_up(name, "SRV", deadline, field=field)
    if not records:
        raise ProbeFailure(
            Reason.DNS_NOT_FOUND,
            f"{domain} has no SRV record for MongoDB",
            field=field,
            hint="mongodb+srv:// needs one; with mongodb:// the hosts are named in the connection string itself",
        )
    seeds = [Seed(str(record.target).rstrip(".").lower(), int(record.port)) for record in _as_srv(records)]
    for seed in seeds:
        if not _below(seed.host, domain):
            raise ProbeFailure(
                Reason.EGRESS_DENIED,
                f"the SRV record of {domain} names a server outside its own domain",
                field=field,
                hint="a record that leads elsewhere would hand the credentials to a stranger; ask who runs that zone",
            )
    return tuple(seeds[:MAX_HOSTS])


def _below(host: str, domain: str) -> bool:
    """Drivers let an SRV record lead to the name's parent domain alone, and to a name longer than a short one."""
    labels = domain.split(".")
    parent = labels[1:] if len(labels) >= 3 else labels
    target = host.split(".")
    return target[-len(parent) :] == parent and len(target) > len(parent)


def _options(name: str, deadline: float, field: str) -> dict[str, str]:
    try:
        records = look_up(name, "TXT", deadline, field=field)
    except ProbeFailure as failure:
        if failure.reason is Reason.DNS_NOT_FOUND:
            return {}
        raise
    texts = [b"".join(record.strings).decode("utf-8", "replace") for record in _as_txt(records)]
    if len(texts) > 1:
        raise ProbeFailure(
            Reason.PEER_ERROR,
            "the name has more than one TXT record, where MongoDB allows one",
            field=field,
            hint="remove the others, or name the hosts with mongodb:// instead",
        )
    options = dict(parse_options(texts[0], field)) if texts else {}
    return {key: value for key, value in options.items() if key in FROM_TXT}


def _as_srv(records: Sequence[object]) -> list[SRV]:
    """In the order of their priority; drivers shuffle, a test does the same thing twice."""
    found = [record for record in records if isinstance(record, SRV)]
    return sorted(found, key=lambda record: (record.priority, -record.weight, str(record.target)))


def _as_txt(records: Sequence[object]) -> list[TXT]:
    return [record for record in records if isinstance(record, TXT)]
