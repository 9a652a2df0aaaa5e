"""The rows of the SaaS types, Snowflake and Databricks: peers scripted from the vendors' pages.

What an answer must mean is said once, in the vendors' own tables (test_saas, test_snowflake, test_databricks).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from probes.vendors.catalogue import fields_of, vendors
from tests.peers.saas_declared import DeclaredPeer, filled
from tests.peers.saas_network import VendorAuthority, VendorNetwork, network
from tests.peers.saas_samples import samples
from tests.probes import test_databricks, test_saas, test_snowflake
from tests.probes.matrix import SILENT_SECONDS, Cell, LeftOut, Row, Run, stood_for
from tests.probes.saas_cells import altered, asked, expected, first_method, reaches, refusals

Request = pytest.FixtureRequest
Probed = Callable[..., ProbeResult]
"""Puts the vendor's script on the network and asks it; without `row`, with what its connector needs at least."""

NAMES = {
    "right credentials": "right",
    "wrong credentials": "wrong",
    "missing field": "missing",
    "resource absent": "absent",
    "permission missing": "permission",
    "peer rate-limits": "limited",
}


def way_there(
    probed: Probed, unnamed: Callable[[VendorNetwork], ProbeResult], at: str, *, silent: str | None = None
) -> Row:
    """`unnamed` asks where no name of the vendor's exists; `at` is the field that says where the vendor is."""

    def led_to(fixture: str, seconds: float = 5.0) -> Run:
        def run(request: Request) -> ProbeResult:
            running: VendorNetwork = request.getfixturevalue("vendor_network")
            running.port = request.getfixturevalue(fixture)
            return probed(running, seconds=seconds)

        return run

    def untrusted(request: Request) -> ProbeResult:
        authority: VendorAuthority = request.getfixturevalue("vendor_authority")
        monkeypatch = request.getfixturevalue("monkeypatch")
        with network(authority.unknown, authority.ca, monkeypatch) as running:
            result = probed(running)
            assert running.received == []
        return result

    def blocked(request: Request) -> ProbeResult:
        running: VendorNetwork = request.getfixturevalue("vendor_network")
        result = probed(running, allowed=False)
        assert running.received == []
        return result

    silence: Cell | LeftOut = Cell(led_to("silent_port", SILENT_SECONDS), Reason.TIMEOUT, Level.REACHABLE, at)
    return {
        "unknown host": Cell(
            lambda request: unnamed(request.getfixturevalue("vendor_network")), Reason.DNS_NOT_FOUND, Level.NONE, at
        ),
        "closed port": Cell(led_to("closed_port"), Reason.CONNECTION_REFUSED, Level.RESOLVED, at),
        "silent peer": stood_for(silent) if silent else silence,
        "blocked address": Cell(blocked, Reason.EGRESS_DENIED, Level.NONE, at),
        "TLS untrusted": Cell(untrusted, Reason.TLS_UNTRUSTED, Level.REACHABLE, at),
    }


def _row(
    probed: Probed,
    rows: Sequence[Any],
    unnamed: Callable[[VendorNetwork], ProbeResult],
    at: str,
    *,
    silent: str | None = None,
) -> Row:
    def told(row: Any) -> Cell:
        return Cell(
            lambda request: probed(request.getfixturevalue("vendor_network"), row=row), row.reason, row.level, row.at
        )

    def first(cell: str) -> Any:
        """The vendor's first row of this cell that names the field, if any does."""
        candidates = [row for row in rows if row.cell == cell]
        return next((row for row in candidates if row.at), candidates[0])

    return {
        **way_there(probed, unnamed, at, silent=silent),
        **{name: told(first(cell)) for name, cell in NAMES.items()},
    }


def _saas(type_name: str, at: str) -> Row:
    def probed(running: VendorNetwork, *, row: Any = None, **how: Any) -> ProbeResult:
        if row:
            how |= {"config": row.config, "auth": row.auth, "auth_method": row.auth_method}
        return test_saas.probed(running, type_name, **how)

    def unnamed(running: VendorNetwork) -> ProbeResult:
        vendor = test_saas.PEERS[type_name]
        return running.probe(type_name, vendor.config, vendor.auth)

    rows = [row for row in test_saas.ROWS if row.type_name == type_name]
    return _row(probed, rows, unnamed, at, silent=None if type_name == "stripe" else "stripe")


def _snowflake() -> Row:
    def probed(running: VendorNetwork, *, row: Any = None, **how: Any) -> ProbeResult:
        if not row:
            return test_snowflake.probed(running, **how)[0]
        return test_snowflake.probed(running, row.auth, row.config, auth_method=row.auth_method, **how)[0]

    def unnamed(running: VendorNetwork) -> ProbeResult:
        return running.probe("snowflake", test_snowflake.CONFIG, test_snowflake.BY_PASSWORD)

    return _row(probed, test_snowflake.ROWS, unnamed, "config.account")


def _databricks() -> Row:
    def probed(running: VendorNetwork, *, row: Any = None, **how: Any) -> ProbeResult:
        if not row:
            return test_databricks.probed(running, **how)
        return test_databricks.probed(running, row.auth, row.config, auth_method=row.auth_method, **how)

    def unnamed(running: VendorNetwork) -> ProbeResult:
        return running.probe("databricks", test_databricks.CONFIG, test_databricks.BY_TOKEN)

    return _row(probed, test_databricks.ROWS, unnamed, "config.host")


# The field that says where the vendor is: of Mailchimp its key's last part, where no prefix is given. A vendor with one
# host for all has no such field, and then the config as a whole is named.
WHERE = {
    "salesforce": "config.instanceUrl",
    "hubspot": "config",
    "segment": "config.region",
    "shopify": "config.shop",
    "stripe": "config",
    "mailchimp": "authConfig.apiKey",
    "braze": "config.restEndpoint",
}

SAME_FOR_ALL = ("blocked address", "TLS untrusted")


def _declared(type_name: str) -> Row:
    """The row of a vendor whose file brings samples."""
    known, method = samples()[type_name], first_method(type_name)
    secret = altered(type_name, method)[1]

    def asks(**how: Any) -> Run:
        return lambda request: asked(request.getfixturevalue("vendor_network"), type_name, method, **how)[0]

    def whole(running: VendorNetwork, *, allowed: bool = True, seconds: float = 5.0) -> ProbeResult:
        return asked(running, type_name, method, allowed=allowed, seconds=seconds)[0]

    def unnamed(running: VendorNetwork) -> ProbeResult:
        access = known.methods[method]
        return running.probe(type_name, {**known.config, **access.config}, filled(access.give), method)

    def told(cell: str) -> Cell | LeftOut:
        found = [pair for pair in refusals(type_name, method) if pair[1].cell == cell]
        if not found:
            return LeftOut(known.cannot[cell], "stripe")
        expectation = expected(type_name, method, *found[0], secret)
        return replace(expectation, run=asks(instead=found[0]))

    first = known.methods[method].token or known.asked_by(method)[0]
    refused = DeclaredPeer(known, method).wrong(first)
    vendor = vendors()[type_name]
    missing = next(item.name for item in fields_of(vendor.methods[0]))
    return {
        **way_there(whole, unnamed, known.at, silent="stripe"),
        **{name: LeftOut("the guard and TLS are the same code for every vendor", "stripe") for name in SAME_FOR_ALL},
        "right credentials": Cell(asks(), None, reaches(type_name, method)),
        "wrong credentials": replace(
            expected(type_name, method, first, refused, secret), run=asks(auth=altered(type_name, method)[0])
        ),
        "missing field": Cell(
            lambda request: request.getfixturevalue("vendor_network").probe(type_name, known.config, {}),
            Reason.CREDENTIAL_MISSING,
            Level.NONE,
            f"authConfig.{missing}",
            vendor.source,
        ),
        "resource absent": told("absent"),
        "permission missing": told("permission"),
        "peer rate-limits": told("limited"),
    }


ROWS: dict[str, Row] = {
    **{name: _saas(name, at) for name, at in WHERE.items()},
    "snowflake": _snowflake(),
    "databricks": _databricks(),
    **{name: _declared(name) for name in samples()},
}
