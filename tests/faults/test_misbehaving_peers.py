"""Every peer that misbehaves, tested through the real prober: in time, with the right reason, in bounded memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.registry import connector_types
from probes.result import ProbeResult
from probes.run import Job
from tests.faults.conftest import Rogues
from tests.faults.footprint import Footprint, footprint_of
from tests.faults.misbehaviour import Case
from tests.isolation.conftest import children_of
from tests.isolation.test_lifecycle import eventually, zygote_of
from tests.peers.certificates import Certificates

SECONDS = 2.0
OVERRUN = 1.0
AT_ONCE = 4
MEMORY = 32 << 20

pytestmark = pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated")


@dataclass(frozen=True)
class Outcome:
    result: ProbeResult
    seconds: float


@dataclass(frozen=True)
class Campaign:
    """What became of each case, and what the prober held before and after."""

    outcomes: dict[str, Outcome]
    before: Footprint
    after: Footprint


def job_for(case: Case, port: int) -> Job:
    parameters = connector_types()[case.type_name].parameters(case.config_for(port))
    return Job("acme", f"conn_{port}", case.type_name, "access_key", parameters, dict(case.auth), SECONDS)


@pytest.fixture(scope="module")
def campaign(rogues: Rogues, certificates: Certificates) -> Iterator[Campaign]:
    prober = Prober(EgressPolicy.parse(rogues.rules, []), ca_bundle=certificates.ca)
    prober.start()
    try:
        zygote = zygote_of(prober)
        runner = ProbeRunner(prober.socket_path)

        def run(name: str) -> Outcome:
            begun = time.monotonic()
            result = runner.run(job_for(rogues.cases[name], rogues.ports[name]))
            return Outcome(result, time.monotonic() - begun)

        run("ssh for http")  # the zygote's first probe
        before = footprint_of([zygote])
        with ThreadPoolExecutor(AT_ONCE) as pool:
            outcomes = dict(zip(rogues.cases, pool.map(run, rogues.cases), strict=True))
        assert eventually(lambda: not children_of(zygote))
        assert zygote_of(prober) == zygote
        assert eventually(lambda: footprint_of([zygote]).descriptors <= before.descriptors)
        yield Campaign(outcomes, before, footprint_of([zygote]))
    finally:
        prober.stop()


def test_each_ends_in_time_with_the_right_reason(campaign: Campaign, rogues: Rogues) -> None:
    wrong = [line for name, case in rogues.cases.items() if (line := _judged(case, campaign.outcomes[name]))]
    assert not wrong, "\n".join(wrong)


def _judged(case: Case, outcome: Outcome) -> str | None:
    result = outcome.result
    faults = []
    if (result.reason.value if result.reason else None) != case.reason:
        faults.append(f"reason {result.reason}, not {case.reason}")
    if outcome.seconds > SECONDS + OVERRUN:
        faults.append(f"after {outcome.seconds:.1f} s")
    if case.said not in " ".join([result.message, result.warning or "", *(step.message for step in result.steps)]):
        faults.append(f"{case.said!r} is not said")
    if not result.steps:
        faults.append("no trace")
    if not result.success and not (result.field and result.hint):
        faults.append("neither field nor hint")
    return f"{case.name}: {', '.join(faults)}: {result}" if faults else None


def test_nothing_is_left_of_it(campaign: Campaign) -> None:
    # Fewer is fine: a connection from before the campaign may have been let go of meanwhile.
    assert campaign.after.descriptors <= campaign.before.descriptors
    assert campaign.after.threads == campaign.before.threads == 1
    assert campaign.after.resident - campaign.before.resident < MEMORY
