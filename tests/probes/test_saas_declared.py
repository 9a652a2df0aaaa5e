"""Every vendor that brings samples, against the peer that is made of them: one YAML file is one vendor, and its suite.

The first refusal of each kind by each vendor's first auth method is a cell of the matrix; here is the rest.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from probes.connector_type import Secrecy
from probes.protocols import saas
from probes.registry import connector_types
from probes.result import Level, Reason, StepStatus
from probes.types.saas import TYPES
from probes.vendors.catalogue import compile_all, vendors
from tests.peers.http_peer import Answer
from tests.peers.saas_network import VendorNetwork
from tests.peers.saas_samples import samples
from tests.probes.saas_cells import altered, asked, expected, first_method, in_matrix, reaches, refusals
from tests.probes.test_saas import GREEN, PEERS

METHODS = [(name, method) for name, known in samples().items() for method in known.methods]
FURTHER_METHODS = [(name, method) for name, method in METHODS if method != first_method(name)]
FURTHER_REFUSALS = [
    pytest.param(name, method, index, id=f"{name}-{method}-{refused.cell}-{index}")
    for name, method in METHODS
    for index, (exchange, refused) in enumerate(refusals(name, method))
    if not in_matrix(name, method, refused)
]
VARIANTS = [
    pytest.param(name, index, id=f"{name}-{index}")
    for name, known in samples().items()
    for index in range(len(known.variants))
]


def test_every_vendor_has_samples_or_a_script_of_its_own() -> None:
    assert {kind.name for kind in TYPES} == {*PEERS, *samples()}


@pytest.mark.parametrize("name", samples())
def test_every_auth_method_has_a_sample(name: str) -> None:
    assert {method.name for method in vendors()[name].methods} == set(samples()[name].methods)


@pytest.mark.parametrize(("name", "method"), METHODS)
def test_the_documented_credential_is_proven(vendor_network: VendorNetwork, name: str, method: str) -> None:
    result, peer = asked(vendor_network, name, method)
    assert (result.success, result.level) == (True, reaches(name, method)), result
    assert [step.name.value for step in result.steps][: len(GREEN)] == GREEN
    assert all(step.status is not StepStatus.FAILED for step in result.steps)
    known = samples()[name]
    access = known.methods[method]
    token = [access.token.ask] if access.token else []
    assert peer.asked == [*token, *(exchange.ask for exchange in known.asked_by(method))]
    assert access.said in " ".join(step.message for step in result.steps)


@pytest.mark.parametrize(("name", "method"), FURTHER_METHODS)
def test_another_credential_is_refused_as_the_vendor_does(
    vendor_network: VendorNetwork, name: str, method: str
) -> None:
    auth, secret = altered(name, method)
    result, peer = asked(vendor_network, name, method, auth=auth)
    exchange = peer.access.token or peer.samples.asked_by(method)[0]
    judge(result, expected(name, method, exchange, peer.wrong(exchange), secret))


@pytest.mark.parametrize(("name", "method", "index"), FURTHER_REFUSALS)
def test_a_documented_refusal(vendor_network: VendorNetwork, name: str, method: str, index: int) -> None:
    exchange, refused = refusals(name, method)[index]
    result, _peer = asked(vendor_network, name, method, instead=(exchange, refused))
    judge(result, expected(name, method, exchange, refused, altered(name, method)[1]))


@pytest.mark.parametrize(("name", "index"), VARIANTS)
def test_another_config_is_proven_too(vendor_network: VendorNetwork, name: str, index: int) -> None:
    variant = samples()[name].variants[index]
    result, peer = asked(vendor_network, name, variant.method or first_method(name), config=variant.config)
    assert (result.success, result.level) == (True, Level[variant.level]), result
    assert tuple(peer.asked) == variant.asks


@pytest.mark.parametrize("name", samples())
def test_what_is_no_answer_of_the_vendors_is_no_success(vendor_network: VendorNetwork, name: str) -> None:
    known, method = samples()[name], first_method(name)
    auth = altered(name, method)[0]
    page = Answer(200, {"Content-Type": "text/html"}, b"<html>Sign in</html>")
    for answer, reason in (
        (page, Reason.PROTOCOL_MISMATCH),
        (Answer(503, body=b"upstream"), Reason.PEER_ERROR),
        (Answer(302, {"Location": "https://elsewhere.example/"}), Reason.PEER_ERROR),
    ):
        vendor_network.received.clear()
        vendor_network.answers(lambda _received, told=answer: told, *known.hosts())
        result = vendor_network.probe(name, {**known.config, **known.methods[method].config}, auth, method)
        assert (result.success, result.reason, result.level) == (False, reason, Level.TLS), result
        assert result.hint
        assert len(vendor_network.received) == 1, "nothing more is said to it"


@pytest.mark.parametrize("name", samples())
def test_each_missing_field_is_named_before_anything_is_sent(vendor_network: VendorNetwork, name: str) -> None:
    known, vendor = samples()[name], vendors()[name]
    for field in (item for item in vendor.fields if item.required):
        config = {key: value for key, value in known.config.items() if key not in (field.name, *field.aliases)}
        violations = connector_types()[name].missing(config, known.methods[first_method(name)].give)
        assert [violation.path for violation in violations] == [f"config.{field.name}"]
    for method, access in known.methods.items():
        declared = vendor.method(method)
        assert declared is not None
        for lacking in (key for key in access.give if key not in declared.optional):
            auth = {key: value for key, value in access.give.items() if key != lacking}
            result, _peer = asked(vendor_network, name, method, auth=auth)
            assert (result.reason, result.field) == (Reason.CREDENTIAL_MISSING, f"authConfig.{lacking}")
    assert vendor_network.received == []


@pytest.mark.parametrize("name", samples())
def test_what_is_sent_only_reads(vendor_network: VendorNetwork, name: str) -> None:
    known = samples()[name]
    vendor = vendors()[name]
    posts = {exchange.ask for exchange in known.exchanges if not exchange.ask.startswith("GET ")}
    assert len(posts) <= sum(1 for check in vendor.checks if check.http_method == "POST" and check.reads)


@pytest.mark.parametrize("name", samples())
def test_secrets_are_declared_as_such(name: str) -> None:
    """Whatever a vendor is proven with is a field that is stored in the vault and never shown."""
    for method in vendors()[name].methods:
        declared = next(
            item for kind in TYPES if kind.name == name for item in kind.auth_methods if item.name == method.name
        )
        assert any(field.secrecy is Secrecy.WHOLE for field in declared.fields), method.name


def test_the_compiled_declarations_are_those_of_the_files() -> None:
    """`make generate` writes them; a start reads them in place of YAML."""
    folder = saas.__file__.replace("protocols/saas.py", "vendors/compiled.json")
    with open(folder, "rb") as compiled:
        assert compiled.read() == compile_all()


class TestTheSuiteFails:
    """A declaration that is wrong in one place is found out by its own samples."""

    @pytest.fixture
    def declared(self, monkeypatch: pytest.MonkeyPatch) -> Any:
        def declare(vendor: Any) -> None:
            monkeypatch.setattr(saas, "vendors", lambda: {**vendors(), vendor.name: vendor})

        return declare

    @pytest.mark.parametrize("name", list(samples())[::4])
    def test_of_a_credential_that_is_sent_elsewhere(
        self, vendor_network: VendorNetwork, declared: Any, name: str
    ) -> None:
        vendor = vendors()[name]
        astray = msgspec.structs.replace(vendor.methods[0].send, headers={}, query={}, basic=("a", "b"), oauth1=None)
        method = msgspec.structs.replace(vendor.methods[0], send=astray)
        declared(msgspec.structs.replace(vendor, methods=(method,)))
        result, _peer = asked(vendor_network, name, method.name)
        assert not result.success

    @pytest.mark.parametrize("name", list(samples())[1::4])
    def test_of_an_expectation_that_the_vendor_does_not_meet(
        self, vendor_network: VendorNetwork, declared: Any, name: str
    ) -> None:
        vendor = vendors()[name]
        checks = tuple(msgspec.structs.replace(check, expects="no.such.key") for check in vendor.checks)
        declared(msgspec.structs.replace(vendor, checks=checks))
        result, _peer = asked(vendor_network, name, first_method(name))
        assert result.reason is Reason.PROTOCOL_MISMATCH

    @pytest.mark.parametrize("name", list(samples())[2::4])
    def test_of_a_path_that_the_vendor_does_not_document(
        self, vendor_network: VendorNetwork, declared: Any, name: str
    ) -> None:
        vendor = vendors()[name]
        checks = tuple(msgspec.structs.replace(check, path=f"{check.path}x") for check in vendor.checks)
        declared(msgspec.structs.replace(vendor, checks=checks))
        with pytest.raises(AssertionError):
            asked(vendor_network, name, first_method(name))


def judge(result: Any, cell: Any) -> None:
    """The result of a refusal against what it must be."""
    assert (result.success, result.reason, result.level, result.field) == (False, cell.reason, cell.level, cell.at), (
        result
    )
    assert result.hint
    assert cell.hint in result.hint
    assert [step.status for step in result.steps].count(StepStatus.FAILED) == 1
