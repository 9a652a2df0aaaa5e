"""BigQuery against a peer scripted from Google's REST reference: paths, tokens, bodies and errors as published there.

https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets/get, …/tables/get, …/jobs/query and
https://cloud.google.com/bigquery/docs/error-messages
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from probes.connector_type import out_of_grammar
from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.registry import connector_types
from probes.result import Level, ProbeResult, Reason
from probes.run import Job
from tests.peers.certificates import Certificates
from tests.peers.google_cloud import EMAIL, TOKEN_PATH, TokenEndpoint, bears, error, found, key_file, private_key
from tests.peers.http_peer import Answer, HttpPeer, Received, serving
from tests.probes.probing import failed, run, spellings

BIGQUERY = connector_types()["bigquery"]
SCOPE = "https://www.googleapis.com/auth/bigquery"
TOKEN = "ya29.given-CANARY"
BASE = "/bigquery/v2/projects/my-project"
DATASET = f"{BASE}/datasets/sales"
TABLE = f"{DATASET}/tables/orders"
QUERIES = f"{BASE}/queries"
# https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets#Dataset and …/tables#Table
RESOURCES: dict[str, dict[str, Any]] = {
    DATASET: {"kind": "bigquery#dataset", "id": "my-project:sales", "location": "EU"},
    TABLE: {"kind": "bigquery#table", "id": "my-project:sales.orders", "type": "TABLE", "numRows": "42"},
    QUERIES: {"kind": "bigquery#queryResponse", "jobReference": {"projectId": "my-project"}, "jobComplete": True},
}


@dataclass
class BigQuery:
    """The peer: who may come in, what it has, and what it answers instead where a test says so."""

    peer: HttpPeer
    ca: str
    tokens: TokenEndpoint
    resources: dict[str, Mapping[str, Any]] = field(default_factory=lambda: dict(RESOURCES))
    instead: dict[str, Answer] = field(default_factory=dict)

    def __call__(self, received: Received) -> Answer:
        if received.path == TOKEN_PATH:
            return self.tokens(received)
        refused = bears(received, TOKEN) and bears(received, self.tokens.token)
        if refused:
            return refused
        if received.path in self.instead:
            return self.instead[received.path]
        if received.path not in self.resources:
            return error(404, "notFound", f"Not found: {received.path}")
        if (received.method == "POST") != (received.path == QUERIES):
            return Answer(405)
        return found(self.resources[received.path])

    @property
    def config(self) -> dict[str, Any]:
        return {
            "project": "my-project",
            "dataset": "sales",
            "sourceTable": "orders",
            "endpoint": self.peer.url(""),
            "caCertificate": self.ca,
        }

    def key_file(self, **changes: Any) -> dict[str, Any]:
        return key_file(self.tokens.audience, **changes)

    def probed(self, auth: Mapping[str, Any] | None = None, **config: Any) -> ProbeResult:
        given = {"accessToken": TOKEN} if auth is None else auth
        return probed({**self.config, **config}, given, self.peer.port)


def probed(config: Mapping[str, Any], auth: Mapping[str, Any], port: int, **how: Any) -> ProbeResult:
    result = run("bigquery", config, auth, port=port, **how)
    shown = json.dumps(result.to_wire())
    key = "".join(private_key().splitlines()[1:-1])
    for secret in (TOKEN, "granted-CANARY", key[40:80]):
        assert not any(spelling in shown for spelling in spellings(secret))
    return result


@pytest.fixture
def bigquery(https_peer: HttpPeer, certificates: Certificates) -> BigQuery:
    tokens = TokenEndpoint(SCOPE, https_peer.url(TOKEN_PATH))
    https_peer.script = BigQuery(https_peer, certificates.ca.read_text(), tokens)
    return https_peer.script


@pytest.mark.parametrize("as_text", [False, True])
def test_a_service_account_reads_dataset_and_table_and_may_query(bigquery: BigQuery, as_text: bool) -> None:
    document = bigquery.key_file()
    result = bigquery.probed({"serviceAccountJson": json.dumps(document) if as_text else document})
    assert (result.success, result.level, result.warning) == (True, Level.RESOURCE_READABLE, None), result
    assert BIGQUERY.highest_level is Level.RESOURCE_READABLE
    [claims] = bigquery.tokens.assertions
    assert (claims["iss"], claims["scope"]) == (EMAIL, SCOPE)


def test_the_query_is_a_dry_run_where_the_dataset_is(bigquery: BigQuery) -> None:
    result = bigquery.probed()
    assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result
    assert [received.path for received in bigquery.peer.received] == [DATASET, TABLE, QUERIES]
    assert json.loads(bigquery.peer.received[-1].body) == {
        "query": "SELECT * FROM `my-project.sales.orders` LIMIT 1",
        "useLegacySql": False,
        "dryRun": True,
        "location": "EU",
    }


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("sales.orders", TABLE),
        ("my-project.sales.orders", TABLE),
        ("corp.example:other.raw.a b", "/bigquery/v2/projects/corp.example%3Aother/datasets/raw/tables/a%20b"),
    ],
)  # fmt: skip
def test_a_qualified_table_is_looked_for_where_it_says(bigquery: BigQuery, source: str, path: str) -> None:
    dataset = path.partition("/tables/")[0]
    bigquery.resources |= {dataset: RESOURCES[DATASET], path: RESOURCES[TABLE]}
    result = bigquery.probed(sourceTable=source)
    assert result.success, result
    assert [received.path for received in bigquery.peer.received] == [dataset, path, QUERIES]


@pytest.mark.parametrize(
    "more", [{"requirePartitionFilter": True}, {"timePartitioning": {"type": "DAY", "requirePartitionFilter": True}}]
)
def test_a_table_that_asks_for_a_filter_is_a_warning(bigquery: BigQuery, more: dict[str, Any]) -> None:
    bigquery.resources[TABLE] = {**RESOURCES[TABLE], **more}
    result = bigquery.probed()
    assert (result.success, "filter on its partitions" in (result.warning or "")) == (True, True)
    assert json.loads(bigquery.peer.received[-1].body)["query"] == "SELECT 1"


class TestRefusals:
    @dataclass(frozen=True)
    class Row:
        """What one path answers, and what that means."""

        path: str
        answer: Answer
        reason: Reason
        at: str | None
        level: Level
        hint: str
        failed: str

    NO_JOBS = "Access Denied: Project my-project: User does not have bigquery.jobs.create permission in project"
    NO_DATA = "Access Denied: Table my-project:sales.orders: User does not have permission to query table"
    ROWS = (
        Row(
            DATASET,
            error(404, "notFound", "Not found: Dataset my-project:sales"),
            Reason.RESOURCE_NOT_FOUND,
            "config.dataset",
            Level.AUTHENTICATED,
            "console",
            "authorize",
        ),
        Row(
            DATASET,
            error(404, "notFound", "Not found: Project my-project"),
            Reason.RESOURCE_NOT_FOUND,
            "config.project",
            Level.AUTHENTICATED,
            "project's id",
            "authorize",
        ),
        Row(
            DATASET,
            error(403, "accessDenied", "Access Denied: Dataset my-project:sales"),
            Reason.PERMISSION_DENIED,
            "config.dataset",
            Level.AUTHENTICATED,
            "roles/bigquery.dataViewer",
            "authorize",
        ),
        Row(
            DATASET,
            error(403, "accessNotConfigured", info="SERVICE_DISABLED"),
            Reason.PERMISSION_DENIED,
            "config.project",
            Level.AUTHENTICATED,
            "enable it",
            "authorize",
        ),
        Row(
            DATASET,
            error(403, "insufficientPermissions", info="ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
            Reason.PERMISSION_DENIED,
            "authConfig.accessToken",
            Level.AUTHENTICATED,
            "cloud-platform",
            "authorize",
        ),
        Row(
            DATASET,
            error(401, "authError", info="ACCESS_TOKEN_EXPIRED"),
            Reason.CREDENTIAL_EXPIRED,
            "authConfig.accessToken",
            Level.TLS,
            "service account",
            "authenticate",
        ),
        Row(
            DATASET,
            error(429, "rateLimitExceeded"),
            Reason.RATE_LIMITED,
            None,
            Level.TLS,
            "wait",
            "authenticate",
        ),
        Row(
            TABLE,
            error(404, "notFound", "Not found: Table my-project:sales.orders"),
            Reason.RESOURCE_NOT_FOUND,
            "config.sourceTable",
            Level.AUTHORIZED,
            "case-sensitive",
            "resource",
        ),
        Row(
            TABLE,
            error(403, "accessDenied"),
            Reason.PERMISSION_DENIED,
            "config.sourceTable",
            Level.AUTHORIZED,
            "on the table or its dataset",
            "resource",
        ),
        Row(
            QUERIES,
            error(403, "accessDenied", NO_JOBS),
            Reason.PERMISSION_DENIED,
            "config.project",
            Level.AUTHORIZED,
            "roles/bigquery.jobUser",
            "resource",
        ),
        Row(
            QUERIES,
            error(403, "accessDenied", NO_DATA),
            Reason.PERMISSION_DENIED,
            "config.sourceTable",
            Level.AUTHORIZED,
            "bigquery.tables.getData",
            "resource",
        ),
        Row(
            QUERIES,
            error(403, "quotaExceeded", headers={"Retry-After": "7"}),
            Reason.RATE_LIMITED,
            None,
            Level.AUTHORIZED,
            "wait 7 s",
            "resource",
        ),
        Row(
            QUERIES, error(403, "billingNotEnabled"), Reason.PERMISSION_DENIED, "config.project", Level.AUTHORIZED,
            "billing", "resource",
        ),
        Row(DATASET, error(503, "backendError"), Reason.PEER_ERROR, None, Level.TLS, "again later", "authenticate"),
        Row(DATASET, Answer(502), Reason.PEER_ERROR, None, Level.TLS, "again later", "authenticate"),
        Row(
            DATASET, error(400, "somethingNew"), Reason.PEER_ERROR, None, Level.TLS, "error reference", "authenticate"
        ),
        Row(
            DATASET,
            Answer(404, body=b"<!DOCTYPE html>"),
            Reason.PROTOCOL_MISMATCH,
            "config.endpoint",
            Level.TLS,
            "check the endpoint",
            "authenticate",
        ),
        Row(
            DATASET,
            found({"kind": "storage#object"}),
            Reason.PROTOCOL_MISMATCH,
            "config.endpoint",
            Level.TLS,
            "check the endpoint",
            "authenticate",
        ),
    )  # fmt: skip

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.path.rpartition('/')[2]}-{row.reason}-{row.at}")
    def test_each_has_its_reason_and_hint(self, bigquery: BigQuery, row: Row) -> None:
        bigquery.instead[row.path] = row.answer
        result = bigquery.probed()
        assert (result.success, result.reason, result.field, result.level) == (False, row.reason, row.at, row.level)
        assert row.hint in (result.hint or "")
        assert failed(result) == [row.failed]

    def test_a_wrong_token(self, bigquery: BigQuery) -> None:
        result = bigquery.probed({"accessToken": "ya29.wrong"})
        assert (result.reason, result.field) == (Reason.AUTHENTICATION_FAILED, "authConfig.accessToken")
        assert (result.level, failed(result)) == (Level.TLS, ["authenticate"])
        assert "live an hour" in (result.hint or "")

    def test_a_location_that_is_not_the_datasets(self, bigquery: BigQuery) -> None:
        assert bigquery.probed(location="eu").success
        result = bigquery.probed(location="US")
        assert (result.reason, result.field) == (Reason.INVALID_CONFIG, "config.location")
        assert "set location to EU" in (result.hint or "")


def test_every_missing_field_is_named_at_once() -> None:
    assert {violation.path for violation in BIGQUERY.missing({}, {})} == {
        "config.project",
        "config.dataset",
        "config.sourceTable",
    }


@pytest.mark.parametrize("name", ["a`b", "a;b", "a.b.c.d.`", "a\nb", "../x"])
def test_no_table_name_ends_its_quotes(name: str) -> None:
    assert out_of_grammar(BIGQUERY.by_name["sourceTable"], name)


def test_a_row_limit_of_zero_is_kept() -> None:
    assert BIGQUERY.parameters({})["rowLimit"] == 100_000
    assert BIGQUERY.parameters({"rowLimit": 0})["rowLimit"] == 0


@pytest.fixture
def confined(certificates: Certificates) -> Iterator[tuple[BigQuery, ProbeRunner]]:
    with serving(certificates.server) as peer:
        peer.script = BigQuery(peer, certificates.ca.read_text(), TokenEndpoint(SCOPE, peer.url(TOKEN_PATH)))
        prober = Prober(EgressPolicy.parse([f"127.0.0.1:{peer.port}"], []), concurrency=2)
        prober.start()
        try:
            yield peer.script, ProbeRunner(prober.socket_path)
        finally:
            prober.stop()


def test_in_the_confined_child_it_proves_the_same(confined: tuple[BigQuery, ProbeRunner]) -> None:
    bigquery, runner = confined
    auth = {"serviceAccountJson": bigquery.key_file()}
    job = Job("acme", "c", "bigquery", "access_key", BIGQUERY.parameters(bigquery.config), auth, 10)
    result = runner.run(job)
    assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result
