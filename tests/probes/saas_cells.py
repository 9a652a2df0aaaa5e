"""Runs a vendor's probe against the peer of its samples, and says what each documented answer must come to."""

from __future__ import annotations

from typing import Any

from probes.connector_type import Secrecy
from probes.protocols.saas import vendors
from probes.registry import connector_types
from probes.result import PROVES, Level, ProbeResult, StepName
from probes.vendors.catalogue import fields_of
from probes.vendors.declaration import Method, Vendor
from tests.peers.saas_declared import OTHERS, DeclaredPeer, filled
from tests.peers.saas_network import VendorNetwork
from tests.peers.saas_samples import REASON_OF, Exchange, Refused, Samples, samples
from tests.probes.matrix import Cell

LIMITED = Refused(cell="limited", headers={"Retry-After": "7"}, hint="wait 7 s", field="-")
FORBIDDEN = Refused(cell="permission", hint="grant the credential the right")


def first_method(type_name: str) -> str:
    return next(iter(samples()[type_name].methods))


def in_matrix(type_name: str, method: str, refused: Refused) -> bool:
    """Whether the matrix runs it: the first of its kind, by the first auth method."""
    first = next((item for _exchange, item in refusals(type_name, method) if item.cell == refused.cell), None)
    return method == first_method(type_name) and first is refused and refused.cell in REASON_OF


def asked(
    running: VendorNetwork,
    type_name: str,
    method: str,
    *,
    config: dict[str, Any] | None = None,
    auth: dict[str, Any] | None = None,
    instead: tuple[Exchange, Refused] | None = None,
    **how: Any,
) -> tuple[ProbeResult, DeclaredPeer]:
    """The result, and the peer that was asked; no request may have been one that no sample knows."""
    known = samples()[type_name]
    peer = DeclaredPeer(known, method, instead)
    running.answers(peer, *known.hosts())
    access = known.methods[method]
    whole = {**known.config, **access.config} if config is None else config
    result = running.probe(type_name, whole, filled(access.give) if auth is None else auth, method, **how)
    assert peer.strays == [], result
    return result, peer


def altered(type_name: str, method: str) -> tuple[dict[str, Any], str]:
    """The credentials with one secret that is not the vendor's, and that secret's name."""
    access = samples()[type_name].methods[method]
    declared = _method(vendors()[type_name], method)
    secret = [
        field.name for field in fields_of(declared) if field.secrecy is Secrecy.WHOLE and field.name in access.give
    ]
    if access.wrong:
        return {**filled(access.give), **access.wrong}, next(reversed(access.wrong))
    name = next(item for item in reversed(access.give) if item in secret)
    value = access.give[name]
    if str(value).startswith("$"):
        return {**filled(access.give), name: filled({name: value}, OTHERS)[name]}, name
    return {**filled(access.give), name: value[:-1] + ("b" if value[-1] == "a" else "a")}, name


def refusals(type_name: str, method: str) -> list[tuple[Exchange, Refused]]:
    """Every documented refusal of the method's exchanges but a wrong credential's; by default those of any API."""
    known = samples()[type_name]
    token = known.methods[method].token
    exchanges = ((token,) if token else ()) + known.asked_by(method)
    found = [
        (exchange, refused)
        for exchange in exchanges
        for refused in exchange.refuses
        if refused.cell != "wrong" and (not refused.methods or method in refused.methods)
    ]
    named = {refused.cell for _exchange, refused in found} | set(known.cannot)
    first, last = known.asked_by(method)[0], known.asked_by(method)[-1]
    found += [(first, LIMITED)] if "limited" not in named else []
    found += [(last, FORBIDDEN)] if "permission" not in named else []
    return found


def expected(type_name: str, method: str, exchange: Exchange, refused: Refused, secret: str) -> Cell:
    """What the probe must say of the refusal. `secret` is the field of the credential that is proven with."""
    reason = refused.reason or REASON_OF[refused.cell]
    level = Level[refused.level] if refused.level else proven_before(type_name, method, exchange)
    credential = f"authConfig.{secret}"
    usual = None if refused.cell == "limited" else credential
    at = {None: usual, "-": None, "credential": credential}.get(refused.field, refused.field)
    return Cell(lambda _request: _never(), reason, level, at, refused.hint)


def proven_before(type_name: str, method: str, exchange: Exchange) -> Level:
    """What the checks before this exchange prove, as the declaration says."""
    known, vendor = samples()[type_name], vendors()[type_name]
    access = known.methods[method]
    if exchange is access.token:
        return Level.TLS
    level = Level.AUTHENTICATED if access.token else Level.TLS
    applying = [check for check in _applying(vendor, known, method) if not check.any_answer]
    place = known.asked_by(method).index(exchange)
    return max([level, *(PROVES[StepName(step)] for check in applying[:place] for step in check.proves)])


def reaches(type_name: str, method: str) -> Level:
    """The level that the method must reach with the whole config."""
    access = samples()[type_name].methods[method]
    return Level[access.level] if access.level else connector_types()[type_name].highest_level


def _applying(vendor: Vendor, known: Samples, method: str) -> list[Any]:
    given = connector_types()[vendor.name].parameters({**known.config, **known.methods[method].config})
    has = {f"config.{name}" for name in given} | {f"authConfig.{name}" for name in known.methods[method].give}
    return [
        check
        for check in vendor.checks
        if (check.when is None or check.when in has)
        and (check.unless is None or check.unless not in has)
        and (not check.methods or method in check.methods)
    ]


def _method(vendor: Vendor, name: str) -> Method:
    found = vendor.method(name)
    assert found is not None, f"{vendor.name} has no method {name}"
    return found


def _never() -> ProbeResult:
    raise AssertionError("what is expected is compared, not run")
