"""Stores with an HTTP API beyond the matrix: other credentials, other programs at the port, peers that mislead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from probes.registry import connector_types
from probes.result import Level, ProbeResult, Reason
from tests.peers import store_scripts as scripts
from tests.peers.certificates import Authority, Certificates, Pair
from tests.peers.clickhouse import ClickhouseServer
from tests.peers.http_peer import Answer, HttpPeer, Received, Script, asks_for, serving
from tests.peers.influxdb import InfluxdbServer
from tests.peers.saas_answers import form, says
from tests.peers.saas_network import network
from tests.peers.store_scripts import BEARER, LOGIN, TOKEN, knows
from tests.probes.matrix_aws_stores import AWS_KEYS
from tests.probes.matrix_stores import PASSWORD, SAS, SCENES, Scene
from tests.probes.probing import failed, passed, run, spellings

SCENE = {scene.type_name: scene for scene in SCENES}
REGION = {"region": "eu-west-1"}
CLIENT = {"clientId": "root", "clientSecret": scripts.SECRET_KEY}
SECRETS = (scripts.PASSWORD, TOKEN, scripts.KEY, scripts.SECRET_KEY)
LOGIN_PAGE = Answer(200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><html><title>Sign in</title></html>")


def asked(
    https: HttpPeer,
    certificates: Certificates,
    scene: Scene,
    script: Script | None = None,
    *,
    config: Mapping[str, Any] | None = None,
    auth: Mapping[str, Any] | None = None,
    **how: Any,
) -> ProbeResult:
    """The type's probe of its peer; none of the tests' secrets may be in the result."""
    https.script = script or scene.script
    ca = certificates.ca.read_text()
    given = {**scene.config, scene.url: https.url(scene.path), "caCertificate": ca, **(config or {})}
    result = run(scene.type_name, given, scene.auth if auth is None else auth, port=https.port, **how)
    shown = str(result.to_wire())
    assert not any(spelling in shown for secret in SECRETS for spelling in spellings(secret))
    return result


STRANGERS = {
    "login page": LOGIN_PAGE,
    "redirect": Answer(302, {"Location": "https://127.0.0.1:1/login"}),
    "page not found": Answer(404, {"Content-Type": "text/html"}, b"<html>not found</html>"),
    "other JSON": Answer(200, {"Content-Type": "application/json"}, b'"hello"'),
    "nothing": Answer(200, body=b""),
}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.type_name)
class TestWhoeverElseAnswers:
    """The same for every type: another program at the port is told from a refusal."""

    def test_is_no_such_store(self, https_peer: HttpPeer, certificates: Certificates, scene: Scene) -> None:
        for name, answer in STRANGERS.items():
            https_peer.received.clear()
            result = asked(https_peer, certificates, scene, lambda _received, answer=answer: answer)
            said = (result.success, result.reason, result.field, result.level)
            assert said == (False, Reason.PROTOCOL_MISMATCH, scene.at, Level.TLS), (name, result)
            assert result.hint
            # A credential goes to the peer that the connector names, never after a redirect.
            assert len(https_peer.received) == 1

    def test_a_proxys_own_pages_are_refusals(
        self, https_peer: HttpPeer, certificates: Certificates, scene: Scene
    ) -> None:
        page = Answer(401, {"WWW-Authenticate": "Basic"}, b"<html><h1>401 Authorization Required</h1></html>")
        result = asked(https_peer, certificates, scene, lambda _received: page)
        if scene.type_name == "google_pubsub":  # before which nobody's proxy stands
            assert result.reason is Reason.PROTOCOL_MISMATCH
            return
        assert (result.reason, result.field, result.level) == (
            Reason.AUTHENTICATION_FAILED,
            scene.wrong.at,
            Level.TLS,
        ), result

    def test_a_server_that_fails_is_at_fault_itself(
        self, https_peer: HttpPeer, certificates: Certificates, scene: Scene
    ) -> None:
        result = asked(https_peer, certificates, scene, lambda _received: says(500, {}), seconds=2.0)
        assert (result.reason, result.level, len(failed(result))) == (Reason.PEER_ERROR, Level.TLS, 1), result
        assert result.hint

    def test_plain_http_at_an_https_url(self, http_peer: HttpPeer, scene: Scene) -> None:
        url = f"https://127.0.0.1:{http_peer.port}{scene.path}"
        result = run(scene.type_name, {**scene.config, scene.url: url}, scene.auth, port=http_peer.port)
        assert (result.success, result.field, result.level) == (False, scene.at, Level.REACHABLE), result
        assert result.reason in (Reason.PROTOCOL_MISMATCH, Reason.TLS_REQUIRED, Reason.TLS_UNTRUSTED)
        assert http_peer.received == []


MAY_BE_OPEN = ("elasticsearch", "opensearch", "trino", "iceberg_rest", "unity_catalog", "schema_registry", "graphql",
               "odata", "soap")  # fmt: skip


@pytest.mark.parametrize("name", MAY_BE_OPEN)
def test_a_store_that_lets_anyone_in_proves_no_credential(
    https_peer: HttpPeer, certificates: Certificates, name: str
) -> None:
    scene = SCENE[name]
    answers = {
        "elasticsearch": scripts.elasticsearch,
        "opensearch": scripts.opensearch,
        "trino": scripts.trino("trino"),
        "iceberg_rest": scripts.iceberg,
        "unity_catalog": scripts.unity,
        "schema_registry": scripts.registry,
        "graphql": scripts.graphql,
        "odata": scripts.odata,
        "soap": scripts.soap,
    }
    result = asked(https_peer, certificates, scene, answers[name])
    assert (result.success, result.level) == (True, Level.TLS), result
    assert "without credentials too" in (result.warning or "")
    if name == "trino":  # the query of whoever asked without credentials is not left behind
        assert "DELETE" in https_peer.methods


def test_a_store_without_credentials_is_read_as_anyone(https_peer: HttpPeer, certificates: Certificates) -> None:
    scene = SCENE["schema_registry"]
    result = asked(https_peer, certificates, scene, scripts.registry, auth={}, auth_method="none")
    assert (result.success, result.level, result.warning) == (True, Level.RESOURCE_READABLE, None), result
    refused = asked(https_peer, certificates, scene, auth={}, auth_method="none")
    assert (refused.reason, refused.field) == (Reason.CREDENTIAL_MISSING, "authConfig")


class TestSearchClusters:
    def test_kibana_is_named(self, https_peer: HttpPeer, certificates: Certificates) -> None:
        kibana = Answer(302, {"kbn-name": "kibana", "Location": "/login"})
        result = asked(https_peer, certificates, SCENE["elasticsearch"], lambda _received: kibana)
        assert (result.reason, result.field) == (Reason.PROTOCOL_MISMATCH, "config.url")
        assert "Kibana" in result.message
        assert "9200" in (result.hint or "")

    @pytest.mark.parametrize(
        ("auth", "sent"),
        [
            ({"apiKey": "ZW5jb2RlZA=="}, "ApiKey ZW5jb2RlZA=="),
            ({"apiKeyId": "id", "apiKey": "secret"}, "ApiKey aWQ6c2VjcmV0"),
            ({"token": TOKEN}, BEARER),
        ],
        ids=["encoded", "id and key", "bearer"],
    )
    def test_other_credentials(
        self, https_peer: HttpPeer, certificates: Certificates, auth: dict[str, str], sent: str
    ) -> None:
        refusal = scripts.elastic_error(401, "security_exception")
        script = knows(sent, refusal, scripts.elasticsearch)
        result = asked(https_peer, certificates, SCENE["elasticsearch"], script, auth=auth)
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result

    def test_a_key_for_one_index_alone_need_not_see_the_cluster(
        self, https_peer: HttpPeer, certificates: Certificates
    ) -> None:
        def narrow(received: Received) -> Answer:
            if received.path in ("/", "/_license"):
                return scripts.elastic_error(403, "security_exception")
            return scripts.elasticsearch(received)

        result = asked(https_peer, certificates, SCENE["elasticsearch"], narrow)
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result

    def test_the_other_product_and_a_license_past_its_end_are_remarks(
        self, https_peer: HttpPeer, certificates: Certificates
    ) -> None:
        refusal = scripts.elastic_error(401, "security_exception")
        other = asked(https_peer, certificates, SCENE["elasticsearch"], knows(LOGIN, refusal, scripts.opensearch))
        assert "is OpenSearch, not Elasticsearch" in (other.warning or "")

        def expired(received: Received) -> Answer:
            if received.path == "/_license":
                return says(200, {"license": {"status": "expired", "type": "platinum"}})
            return scripts.elasticsearch(received)

        result = asked(https_peer, certificates, SCENE["elasticsearch"], knows(LOGIN, refusal, expired))
        assert "platinum license has expired" in (result.warning or "")

    @pytest.mark.parametrize("service", ["es", "aoss"])
    def test_requests_signed_for_amazon(self, https_peer: HttpPeer, certificates: Certificates, service: str) -> None:
        script = scripts.signed_for_aws(scripts.opensearch, service=service)
        config = {**REGION, "service": service}
        result = asked(https_peer, certificates, SCENE["opensearch"], script, config=config, auth=AWS_KEYS)
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result
        wrong = {**AWS_KEYS, "secretAccessKey": "x" * 40}
        refused = asked(https_peer, certificates, SCENE["opensearch"], script, config=config, auth=wrong)
        assert (refused.reason, refused.field) == (Reason.AUTHENTICATION_FAILED, "authConfig.secretAccessKey")
        assert refused.level is Level.TLS

    def test_a_signature_needs_a_region(self, https_peer: HttpPeer, certificates: Certificates) -> None:
        result = asked(https_peer, certificates, SCENE["opensearch"], auth=AWS_KEYS)
        assert (result.reason, result.field, https_peer.received) == (Reason.INVALID_CONFIG, "config.region", [])


class TestInfluxdb:
    def test_the_second_generation(self, https_peer: HttpPeer, certificates: Certificates) -> None:
        unauthorized = says(401, {"code": "unauthorized", "message": "unauthorized access"})
        https_peer.script = knows(f"Token {TOKEN}", unauthorized, scripts.influxdb)
        config = {
            "url": https_peer.url(""),
            "org": "acme",
            "bucket": "there",
            "caCertificate": certificates.ca.read_text(),
        }

        def probed(auth: dict[str, str], **more: str) -> ProbeResult:
            return run("influxdb", {**config, **more}, auth, port=https_peer.port)

        good = probed({"token": TOKEN})
        assert (good.success, good.level) == (True, Level.AUTHORIZED), good
        wrong = probed({"token": "other"})
        assert (wrong.reason, wrong.field) == (Reason.AUTHENTICATION_FAILED, "authConfig.token")
        for change, at in (({"bucket": "absent"}, "config.bucket"), ({"org": "absent"}, "config.org")):
            absent = probed({"token": TOKEN}, **change)
            assert (absent.reason, absent.field, absent.level) == (Reason.RESOURCE_NOT_FOUND, at, Level.AUTHENTICATED)
        denied = probed({"token": TOKEN}, bucket="private")
        assert (denied.reason, denied.level) == (Reason.PERMISSION_DENIED, Level.AUTHENTICATED)

    def test_the_third_generation(self, https_peer: HttpPeer, certificates: Certificates) -> None:
        https_peer.script = knows(BEARER, says(401, {"error": "unauthorized"}), scripts.influxdb)
        config = {
            "url": https_peer.url(""),
            "apiVersion": "3",
            "database": "m",
            "caCertificate": certificates.ca.read_text(),
        }
        good = run("influxdb", config, {"token": TOKEN}, port=https_peer.port)
        assert (good.success, good.level) == (True, Level.AUTHORIZED), good
        absent = run("influxdb", {**config, "database": "absent"}, {"token": TOKEN}, port=https_peer.port)
        assert (absent.reason, absent.field) == (Reason.RESOURCE_NOT_FOUND, "config.database")

    def test_a_database_that_is_not_there(self, influxdb_server: InfluxdbServer) -> None:
        """InfluxDB tells its administrators alone; to others it is one that they may not read."""
        config = {"url": influxdb_server.url, "database": "absent"}
        auth = {"username": influxdb_server.owner, "password": influxdb_server.password}
        result = run("influxdb", config, auth, port=influxdb_server.port)
        assert (result.reason, result.field) == (Reason.RESOURCE_NOT_FOUND, "config.database")

    def test_the_generation_says_what_is_needed(self, influxdb_server: InfluxdbServer) -> None:
        result = run("influxdb", {"url": influxdb_server.url}, {"token": TOKEN}, port=influxdb_server.port)
        assert (result.reason, result.field) == (Reason.INVALID_CONFIG, "config.org")


@dataclass(frozen=True)
class Clickhouse:
    user: str
    reason: Reason
    at: str
    config: Mapping[str, str]
    hint: str


@pytest.mark.parametrize(
    "row",
    [
        Clickhouse("nobody", Reason.AUTHENTICATION_FAILED, "authConfig.password", {}, "check both"),
        Clickhouse("elsewhere", Reason.PERMISSION_DENIED, "authConfig.password", {}, "HOST clause"),
        Clickhouse("reader", Reason.RESOURCE_NOT_FOUND, "config.database", {"database": "absent"}, "spelling"),
        Clickhouse("reader", Reason.RESOURCE_NOT_FOUND, "config.table", {"table": "app.absent"}, "spelling"),
    ],
    ids=lambda row: f"{row.user}-{row.at}",
)
def test_what_clickhouse_refuses(clickhouse_server: ClickhouseServer, row: Clickhouse) -> None:
    config = {"url": clickhouse_server.url, **row.config}
    auth = {"username": row.user, "password": clickhouse_server.password}
    result = run("clickhouse", config, auth, port=clickhouse_server.port)
    assert (result.reason, result.field) == (row.reason, row.at), result
    assert row.hint in (result.hint or "")


@pytest.mark.parametrize(
    ("body", "reason", "at"),
    [
        (b"Port 9000 is for clickhouse-client program.\r\nYou must use port 8123 for HTTP.\r\n",
         Reason.PROTOCOL_MISMATCH, "config.url"),
        (b"Code: 516. DB::Exception: reader: Authentication failed: password is incorrect",
         Reason.AUTHENTICATION_FAILED, "authConfig.password"),
        (b"Code: 497. DB::Exception: reader: Not enough privileges. (ACCESS_DENIED)",
         Reason.PERMISSION_DENIED, "config.table"),
        (b"Code: 202. DB::Exception: Too many simultaneous queries.", Reason.RATE_LIMITED, None),
    ],
)  # fmt: skip
def test_what_newer_clickhouse_servers_say(http_peer: HttpPeer, body: bytes, reason: Reason, at: str | None) -> None:
    http_peer.script = lambda _received: Answer(500, body=body)
    result = run("clickhouse", {"url": http_peer.url("")}, PASSWORD, port=http_peer.port)
    assert (result.reason, result.field) == (reason, at), result


class TestTrino:
    def test_results_at_another_address_get_no_credential(
        self, https_peer: HttpPeer, certificates: Certificates
    ) -> None:
        page = says(200, {"id": "q", "stats": {}, "nextUri": "https://127.0.0.1:1/v1/statement/x/1"})
        script = knows(LOGIN, says(401, {}), lambda _received: page)
        result = asked(https_peer, certificates, SCENE["trino"], script)
        assert (result.reason, result.field) == (Reason.PEER_ERROR, "config.url"), result
        assert "another address" in result.message

    def test_a_gateway_that_is_busy_is_asked_again(self, https_peer: HttpPeer, certificates: Certificates) -> None:
        answers = scripts.trino("trino")
        busy = iter([True, False, True, False])

        def script(received: Received) -> Answer:
            return says(503, {}) if received.method == "GET" and next(busy, False) else answers(received)

        result = asked(https_peer, certificates, SCENE["trino"], knows(LOGIN, says(401, {}), script))
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result

    def test_who_asks_without_a_login(self, https_peer: HttpPeer, certificates: Certificates) -> None:
        result = asked(
            https_peer,
            certificates,
            SCENE["trino"],
            scripts.trino("trino"),
            config={"user": scripts.USER},
            auth={},
            auth_method="none",
        )
        assert (result.success, result.level, result.warning) == (True, Level.RESOURCE_READABLE, None), result


class TestIcebergTokens:
    @pytest.fixture
    def catalog(self) -> Script:
        def script(received: Received) -> Answer:
            if received.path != "/v1/oauth/tokens":
                return knows(BEARER, says(401, {}), scripts.iceberg)(received)
            sent = form(received)
            assert (sent["grant_type"], sent["scope"]) == ("client_credentials", "catalog")
            if sent["client_secret"] != scripts.SECRET_KEY:
                return says(401, {"error": "invalid_client"})
            return says(200, {"access_token": TOKEN, "token_type": "bearer"})

        return script

    def test_a_client_gets_its_token_at_the_catalog(
        self, https_peer: HttpPeer, certificates: Certificates, catalog: Script
    ) -> None:
        result = asked(https_peer, certificates, SCENE["iceberg_rest"], catalog, auth=CLIENT)
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result
        wrong = {**CLIENT, "clientSecret": "other"}
        refused = asked(https_peer, certificates, SCENE["iceberg_rest"], catalog, auth=wrong)
        assert (refused.reason, refused.field) == (Reason.AUTHENTICATION_FAILED, "authConfig.clientSecret")
        half = asked(https_peer, certificates, SCENE["iceberg_rest"], catalog, auth={"clientId": "root"})
        assert (half.reason, half.field) == (Reason.CREDENTIAL_MISSING, "authConfig.clientSecret")


class TestGraphql:
    @pytest.mark.parametrize("query", ["mutation { a }", "subscription { a }", "query A { a } mutation B { b }", "a"])
    def test_only_queries_are_sent(self, https_peer: HttpPeer, certificates: Certificates, query: str) -> None:
        result = asked(https_peer, certificates, SCENE["graphql"], config={"query": query})
        assert (result.reason, result.field, https_peer.received) == (Reason.INVALID_CONFIG, "config.query", [])

    @pytest.mark.parametrize(
        ("error", "reason", "at"),
        [
            ({"extensions": {"code": "UNAUTHENTICATED"}}, Reason.AUTHENTICATION_FAILED, "authConfig.token"),
            ({"message": 'Cannot query field "x"'}, Reason.INVALID_CONFIG, "config.query"),
        ],
        ids=["unauthenticated", "invalid"],
    )
    def test_errors_that_come_with_success(
        self, https_peer: HttpPeer, certificates: Certificates, error: dict[str, Any], reason: Reason, at: str
    ) -> None:
        answer = says(200, {"errors": [error], "data": None})
        result = asked(https_peer, certificates, SCENE["graphql"], lambda _received: answer)
        assert (result.reason, result.field, result.level) == (reason, at, Level.TLS), result


def test_a_wsdl_with_an_entity_is_not_read(https_peer: HttpPeer, certificates: Certificates) -> None:
    evil = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>'
    result = asked(https_peer, certificates, SCENE["soap"], lambda _received: Answer(200, body=evil))
    assert (result.reason, result.level) == (Reason.PROTOCOL_MISMATCH, Level.TLS)
    assert "DOCTYPE" in (result.hint or "")


class TestAzureMessaging:
    @pytest.mark.parametrize("name", ["azure_service_bus", "azure_event_hubs"])
    def test_a_policy_that_may_only_listen_is_known(
        self, https_peer: HttpPeer, certificates: Certificates, name: str
    ) -> None:
        listens = {**SAS, "sharedAccessKeyName": "listen"}
        result = asked(https_peer, certificates, SCENE[name], auth=listens)
        assert (result.success, result.level) == (True, Level.AUTHENTICATED), result
        assert "no Manage right" in (result.warning or "")

    def test_a_connection_string_leads_nowhere_itself(self, https_peer: HttpPeer, certificates: Certificates) -> None:
        string = f"Endpoint=sb://elsewhere.example/;SharedAccessKeyName=manage;SharedAccessKey={scripts.KEY}"
        auth = {"connectionString": string}
        result = asked(https_peer, certificates, SCENE["azure_service_bus"], auth=auth)
        assert (result.success, result.level) == (True, Level.AUTHORIZED), result
        half = asked(
            https_peer, certificates, SCENE["azure_service_bus"], auth={"connectionString": "Endpoint=sb://a/"}
        )
        assert (half.reason, half.field) == (Reason.INVALID_CONFIG, "authConfig.connectionString")

    def test_a_feed_in_place_of_the_entry_means_that_it_is_not_there(
        self, https_peer: HttpPeer, certificates: Certificates
    ) -> None:
        feed = Answer(200, body=b'<feed xmlns="http://www.w3.org/2005/Atom"/>')
        result = asked(https_peer, certificates, SCENE["azure_service_bus"], lambda _received: feed)
        assert (result.reason, result.field, result.level) == (
            Reason.RESOURCE_NOT_FOUND,
            "config.queue",
            Level.AUTHENTICATED,
        )

    def test_an_entra_token(self, https_peer: HttpPeer, certificates: Certificates) -> None:
        entry = Answer(200, body=b'<entry xmlns="http://www.w3.org/2005/Atom"/>')
        script = asks_for(BEARER, "Bearer", lambda _received: entry)
        result = asked(https_peer, certificates, SCENE["azure_event_hubs"], script, auth={"token": TOKEN})
        assert (result.success, result.level) == (True, Level.AUTHORIZED), result


# Where each vendor's page says that its store is.
HOSTS = (
    ("cloudflare_r2", {"accountId": "0" * 32}, f"{'0' * 32}.r2.cloudflarestorage.com"),
    ("cloudflare_r2", {"accountId": "0" * 32, "jurisdiction": "eu"}, f"{'0' * 32}.eu.r2.cloudflarestorage.com"),
    ("backblaze_b2", {"region": "us-west-004"}, "s3.us-west-004.backblazeb2.com"),
    ("wasabi", {"region": "eu-central-1"}, "s3.eu-central-1.wasabisys.com"),
    ("google_pubsub", {"project": "my-project", "topic": "orders"}, "pubsub.googleapis.com"),
    ("azure_service_bus", {"namespace": "acme-prod", "queue": "orders"}, "acme-prod.servicebus.windows.net"),
    ("azure_event_hubs", {"namespace": "acme-prod", "eventHub": "x"}, "acme-prod.servicebus.windows.net"),
    ("dynamodb", {"region": "eu-west-1", "tableName": "orders"}, "dynamodb.eu-west-1.amazonaws.com"),
    ("aws_sqs", {"region": "eu-west-1", "queueName": "orders"}, "sqs.eu-west-1.amazonaws.com"),
    ("aws_sns", {"topicArn": "arn:aws-cn:sns:cn-north-1:123456789012:x"}, "sns.cn-north-1.amazonaws.com.cn"),
    ("athena", {"region": "eu-west-1"}, "athena.eu-west-1.amazonaws.com"),
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pair, Path]:
    """A certificate for all of HOSTS, and the CA that signed it."""
    known = Authority(tmp_path_factory.mktemp("clouds"), "clouds-ca")
    names = tuple(x509.DNSName(host) for host in sorted({host for _name, _config, host in HOSTS}))
    return known.issue("clouds", names), known.pem


@pytest.mark.parametrize(("name", "config", "host"), HOSTS, ids=lambda value: str(value)[:40])
def test_vendors_are_asked_at_their_own_names(
    authority: tuple[Pair, Path], monkeypatch: pytest.MonkeyPatch, name: str, config: dict[str, str], host: str
) -> None:
    heard: list[str] = []

    def script(received: Received) -> Answer:
        heard.append(received.headers["host"])
        return Answer(503)

    auth = {"accessKeyId": scripts.ACCESS_KEY, "secretAccessKey": scripts.SECRET_KEY, "accessToken": TOKEN, **SAS}
    given = {**config, **({"bucket": "data-bucket"} if "bucket" in connector_types()[name].by_name else {})}
    with network(*authority, monkeypatch) as clouds:
        clouds.answers(script, host)
        result = clouds.probe(name, given, auth)
    assert heard
    assert set(heard) == {host}
    assert result.reason is Reason.PEER_ERROR


def test_passwords_in_the_url_are_credentials(clickhouse_server: ClickhouseServer) -> None:
    url = f"http://reader:{clickhouse_server.password}@127.0.0.1:{clickhouse_server.port}"
    result = run("clickhouse", {"url": url, "database": "app"}, {}, port=clickhouse_server.port)
    assert (result.success, result.level) == (True, Level.AUTHORIZED), result
    assert clickhouse_server.password not in str(result.to_wire())
    assert passed(result)[-1] == "authorize"


def test_a_url_with_a_query_is_no_stores() -> None:
    result = run("elasticsearch", {"url": "https://127.0.0.1:1/?a=b"}, PASSWORD, port=1)
    assert (result.reason, result.field, result.level) == (Reason.INVALID_CONFIG, "config.url", Level.NONE)


def test_a_certificate_of_another_authority_hears_nothing(certificates: Certificates) -> None:
    with serving(certificates.unknown) as https:
        result = run("clickhouse", {"url": https.url("")}, PASSWORD, port=https.port)
        assert (result.reason, https.received) == (Reason.TLS_UNTRUSTED, [])
