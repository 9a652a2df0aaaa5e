"""The HTTPS probes of vendors where they really run: in a confined child of the zygote."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.registry import connector_types
from probes.result import Level, Reason
from probes.run import Job
from tests.peers import saas_commerce, saas_crm, saas_databricks, saas_snowflake
from tests.peers.http_peer import Answer, Received, serving
from tests.peers.saas_declared import DeclaredPeer, filled
from tests.peers.saas_network import VendorAuthority
from tests.peers.saas_samples import samples

SNOWFLAKE = saas_snowflake.Snowflake()
BY_HOST = {
    "login.salesforce.com": saas_crm.salesforce,
    "acme.my.salesforce.com": saas_crm.salesforce,
    "api.hubapi.com": saas_crm.hubspot,
    "api.segmentapis.com": saas_crm.segment,
    "acme.myshopify.com": saas_commerce.shopify,
    "api.stripe.com": saas_commerce.stripe,
    "us6.api.mailchimp.com": saas_commerce.mailchimp,
    "rest.iad-01.braze.com": saas_commerce.braze,
    saas_databricks.HOST: saas_databricks.workspace,
    saas_snowflake.HOSTS[0]: SNOWFLAKE,
}
# Signed in the child itself: OAuth 1.0a, a service account's assertion.
SIGNED = {
    "netsuite": DeclaredPeer(samples()["netsuite"], "token_based"),
    "google_drive": DeclaredPeer(samples()["google_drive"], "service_account"),
}
BY_HOST |= {host: peer for peer in SIGNED.values() for host in peer.samples.hosts()}
AUTHORIZED, READABLE = Level.AUTHORIZED, Level.RESOURCE_READABLE
TABLE = {
    "account": "xy12345.us-east-1",
    "warehouse": "COMPUTE_WH",
    "database": "ANALYTICS",
    "sourceTable": "PUBLIC.ORDERS",
}
ASSERTION = {
    "clientId": saas_crm.CLIENT_ID,
    "username": saas_crm.APPROVED_USER,
    "privateKey": saas_crm.PRIVATE_KEY,
}
KEY_PAIR = {"username": saas_snowflake.USER, "privateKey": saas_snowflake.pem(saas_snowflake.KEY)}
WAREHOUSE = {"host": saas_databricks.HOST, "httpPath": f"/sql/1.0/warehouses/{saas_databricks.RUNNING}"}


@pytest.fixture
def runner(vendor_authority: VendorAuthority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProbeRunner]:
    def answer(received: Received) -> Answer:
        return BY_HOST[received.headers["host"]](received)

    with serving(vendor_authority.server) as peer:
        peer.script = answer
        monkeypatch.setenv("SSL_CERT_FILE", str(shutil.copy(vendor_authority.ca, tmp_path / "ca.crt")))
        (tmp_path / "network.json").write_text(json.dumps({"names": [*BY_HOST], "port": peer.port}))
        policy = EgressPolicy.parse([f"{name}:443" for name in BY_HOST], [])
        prober = Prober(policy, concurrency=4, preload=["tests.peers.saas_preload"])
        prober.start()
        try:
            yield ProbeRunner(prober.socket_path)
        finally:
            prober.stop()


def test_each_type_proves_what_it_proves_without_confinement(runner: ProbeRunner) -> None:
    rows: tuple[tuple[str, Mapping[str, Any], Mapping[str, Any], Level], ...] = (
        ("salesforce", {"object": "Contact"}, ASSERTION, READABLE),
        ("hubspot", {}, {"accessToken": saas_crm.GOOD}, AUTHORIZED),
        ("segment", {}, {"accessToken": saas_crm.GOOD}, AUTHORIZED),
        ("shopify", {"shop": "acme"}, {"accessToken": saas_crm.GOOD}, AUTHORIZED),
        ("stripe", {}, {"apiKey": saas_commerce.STRIPE_GOOD}, AUTHORIZED),
        ("mailchimp", {}, {"apiKey": saas_commerce.MAILCHIMP_GOOD}, AUTHORIZED),
        ("braze", {"restEndpoint": "rest.iad-01.braze.com"}, {"apiKey": saas_crm.GOOD}, READABLE),
        ("snowflake", TABLE, {"username": saas_snowflake.USER, "password": saas_snowflake.PASSWORD}, READABLE),
        ("snowflake", TABLE, KEY_PAIR, READABLE),
        ("databricks", WAREHOUSE, {"accessToken": saas_databricks.GOOD}, READABLE),
    )
    for type_name, config, auth, level in rows:
        parameters = connector_types()[type_name].parameters(config)
        result = runner.run(Job("acme", "conn_1", type_name, "access_key", parameters, dict(auth), 10.0))
        assert (result.success, result.level) == (True, level), (type_name, result)
    assert SNOWFLAKE.open_sessions == {}


@pytest.mark.parametrize("name", SIGNED)
def test_what_is_signed_is_signed_in_the_child(runner: ProbeRunner, name: str) -> None:
    peer = SIGNED[name]
    parameters = connector_types()[name].parameters(peer.samples.config)
    result = runner.run(Job("acme", "conn_1", name, peer.method, parameters, filled(peer.access.give), 10.0))
    assert (result.success, result.level) == (True, READABLE), (peer.strays, result)


def test_a_shop_that_does_not_exist_is_diagnosed(runner: ProbeRunner) -> None:
    parameters = connector_types()["shopify"].parameters({"shop": "other"})
    auth = {"accessToken": saas_crm.GOOD}
    result = runner.run(Job("acme", "conn_1", "shopify", "access_key", parameters, auth, 10.0))
    assert (result.reason, result.field) == (Reason.DNS_NOT_FOUND, "config.shop")
