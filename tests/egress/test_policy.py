"""What an operator's rules permit and refuse, and how a refusal reads."""

from __future__ import annotations

import json
from ipaddress import ip_address

import pytest

from probes.egress.host import canonical_host
from probes.egress.policy import EgressPolicy


def refusal(policy: EgressPolicy, host: str, port: int, address: str | None = None) -> str | None:
    denial = policy.refuses(canonical_host(host), ip_address(address or host), port)
    return denial.rule if denial else None


# allow, deny, host, port, resolved address, permitted
DECISIONS = [
    ([], [], "93.184.216.34", 443, None, True),
    ([], [], "10.0.0.1", 443, None, False),
    ([], [], "db.example.com", 5432, "10.0.0.1", False),
    (["10.0.0.0/8"], [], "db.example.com", 5432, "10.0.0.1", True),
    (["10.0.0.0/8:5432"], [], "10.0.0.1", 5433, None, False),
    (["10.0.0.1"], [], "10.0.0.1", 1, None, True),
    (["10.0.0.1"], [], "10.0.0.2", 1, None, False),
    (["[::1]:5432"], [], "::1", 5432, None, True),
    (["[::1]:5432"], [], "::1", 5433, None, False),
    (["::1"], [], "::1", 5433, None, True),
    (["fd00::/8"], [], "fd00::1", 1, None, True),
    (["127.0.0.1"], [], "::ffff:127.0.0.1", 1, None, True),
    (["::ffff:127.0.0.0/104"], [], "127.9.9.9", 1, None, True),
    (["10.0.0.0/8"], [], "64:ff9b:1::a00:1", 1, None, False),
    (["64:ff9b:1::/48"], [], "64:ff9b:1::a00:1", 1, None, True),
    (["db.example.com"], [], "db.example.com", 5432, "10.0.0.1", True),
    (["db.example.com"], [], "DB.example.com.", 5432, "10.0.0.1", True),
    (["db.example.com"], [], "x.db.example.com", 5432, "10.0.0.1", False),
    (["*.example.com"], [], "a.b.example.com", 5432, "10.0.0.1", True),
    (["*.example.com"], [], "example.com", 5432, "10.0.0.1", False),
    (["*.example.com"], [], "evilexample.com", 5432, "10.0.0.1", False),
    (["localhost:8080"], [], "localhost", 8080, "127.0.0.1", True),
    (["localhost:8080"], [], "localhost", 8081, "127.0.0.1", False),
    (["localhost"], [], "127.0.0.1", 80, None, False),
    # DENY wins.
    (["10.0.0.1"], ["10.0.0.0/8"], "10.0.0.1", 1, None, False),
    ([], ["8.8.8.0/24"], "dns.example", 53, "8.8.8.8", False),
    ([], ["8.8.8.0/24"], "64:ff9b::808:808", 53, None, False),
    ([], ["*.internal"], "x.internal", 1, "93.184.216.34", False),
    ([], ["0.0.0.0/0:25"], "93.184.216.34", 25, None, False),
    ([], ["0.0.0.0/0:25"], "93.184.216.34", 26, None, True),
    # Metadata stays shut unless named exactly.
    (["169.254.0.0/16", "0.0.0.0/0"], [], "169.254.169.254", 80, None, False),
    (["metadata.google.internal"], [], "metadata.google.internal", 80, "169.254.169.254", False),
    (["169.254.169.254"], [], "169.254.169.254", 80, None, True),
    (["169.254.169.254/32"], [], "metadata.google.internal", 80, "169.254.169.254", True),
    (["169.254.169.254:81"], [], "169.254.169.254", 80, None, False),
    ([], [], "168.63.129.16", 80, None, False),
    (["::/0"], [], "fd00:ec2::254", 80, None, False),
    (["64:ff9b::/96"], [], "64:ff9b::a9fe:a9fe", 80, None, False),
]  # fmt: skip


@pytest.mark.parametrize("decision", DECISIONS, ids=str)
def test_the_rules_decide(decision):
    allow, deny, host, port, address, permitted = decision
    policy = EgressPolicy.parse(allow, deny)
    target = address or str(canonical_host(host).address)
    assert (refusal(policy, host, port, target) is None) is permitted
    across = EgressPolicy.from_wire(json.loads(json.dumps(policy.to_wire())))
    assert across == policy


def test_the_services_own_ports_need_a_rule_with_that_port():
    own = [("127.0.0.1", 50051), ("0.0.0.0", 8080)]
    for allow in (["127.0.0.0/8"], ["127.0.0.1"], ["127.0.0.0/8:50051"], ["localhost:50051"]):
        policy = EgressPolicy.parse(allow, [], own)
        assert refusal(policy, "localhost", 50051, "127.0.0.1") == "the service's own address and port are not allowed"
        assert refusal(policy, "localhost", 50051, "0.0.0.0") is not None
    assert refusal(EgressPolicy.parse(["127.0.0.1:50051"], [], own), "127.0.0.1", 50051) is None
    wide = EgressPolicy.parse(["127.0.0.0/8", "::1"], [], own)
    assert refusal(wide, "127.0.0.9", 8080) == "the service's own address and port are not allowed"
    assert refusal(wide, "::1", 8080) == "the service's own address and port are not allowed"
    assert refusal(wide, "127.0.0.9", 50051) is None


def test_a_refusal_names_the_rule_and_never_the_address():
    policy = EgressPolicy.parse([], ["*.internal", "93.184.216.0/24"])
    assert refusal(policy, "db.internal", 1, "93.184.216.34") == "denied by the operator's rule *.internal"
    assert refusal(policy, "db.example", 1, "10.7.7.7") == "private addresses are not allowed"
    assert refusal(policy, "db.example", 1, "169.254.169.254") == "cloud metadata addresses are not allowed"
    denial = policy.refuses(canonical_host("db.example"), ip_address("10.7.7.7"), 1)
    assert denial is not None
    assert "10.7.7.7" not in denial.rule + denial.hint


def test_a_tenants_rules_add_and_never_undo_a_denial():
    operator = EgressPolicy.parse(["10.0.0.0/8"], ["10.9.0.0/16"])
    tenant = operator.with_rules(allow=["192.168.1.1", "10.9.9.9"], deny=["10.8.0.0/16"])
    assert refusal(tenant, "192.168.1.1", 1) is None
    assert refusal(tenant, "10.9.9.9", 1) == "denied by the operator's rule 10.9.0.0/16"
    assert refusal(tenant, "10.8.0.1", 1) == "denied by the operator's rule 10.8.0.0/16"
    assert refusal(operator, "10.8.0.1", 1) is None


@pytest.mark.parametrize(
    "entry",
    [
        *("", "*", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/255.0.0.0x", "127.1", "10.0.0.1:0", "10.0.0.1:x", "[::1"),
        *("a..b", "*.*.com", "a.*.com", "*.10.0.0.0", "http://a"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named(entry):
    for allow, deny in (([entry], []), ([], [entry])):
        with pytest.raises(ValueError, match="egress rule") as refused:
            EgressPolicy.parse(allow, deny)
        assert repr(entry) in str(refused.value)
