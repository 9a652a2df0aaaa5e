"""Rules of single tenants: what a file may hold, and how a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from probes.egress.policy import EgressPolicy
from probes.egress.tenant_rules import read_tenant_rules
from server.prober.local import tenant_rules_of
from server.settings import WrongSetting, load
from tests.egress.test_policy import refusal


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ("[]", "expected {"),
        ('{"acme": []}', "tenant acme: expected {"),
        ('{"ac me": {}}', "'ac me' is no tenant id"),
        ('{"acme": {"alow": []}}', "tenant acme: 'alow' is neither allow nor deny"),
        ('{"acme": {"allow": "10.0.0.0/8"}}', "tenant acme: allow: expected a list"),
        ('{"acme": {"deny": [7]}}', "tenant acme: deny: expected a list of strings"),
        ('{"acme": {"allow": ["10.0.0.1/8"]}}', "tenant acme: allow: egress rule '10.0.0.1/8'"),
        ('{"acme": {"deny": ["10.0.0.0/8"]}, "acme": {}}', "'acme' is there twice"),
        (None, "No such file"),
    ],
)
def test_a_wrong_file_stops_the_start_in_one_line(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "tenants.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(WrongSetting) as refused:
        tenant_rules_of(load({"CONNECTORS_EGRESS_TENANTS": str(path)}))
    line = str(refused.value)
    assert line.startswith(f"CONNECTORS_EGRESS_TENANTS: {path}: ")
    assert said in line
    assert "\n" not in line


def test_a_tenants_rules_add_to_those_for_all_and_never_lift_a_denial(tmp_path: Path) -> None:
    path = tmp_path / "tenants.json"
    path.write_text('{"acme": {"allow": ["10.1.0.0/16", "10.2.0.0/16"], "deny": ["*.example.com"]}}')
    policy = EgressPolicy.parse(["192.168.0.0/16"], ["10.2.0.0/16"])
    acme = policy.with_rules(**read_tenant_rules(path)["acme"])
    assert refusal(acme, "10.1.0.1", 5432) is None
    assert refusal(policy, "10.1.0.1", 5432)
    assert refusal(acme, "192.168.0.1", 5432) is None
    assert "10.2.0.0/16" in (refusal(acme, "10.2.0.1", 5432) or "")
    assert refusal(acme, "api.example.com", 443, "93.184.216.34")
    assert refusal(policy, "api.example.com", 443, "93.184.216.34") is None
