"""Stores scripted from their vendors' pages (named at each): each checks the credential and the names it is asked for.

`absent` is what is not there, `private` what the account may not read, `there` what it may.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, quote, quote_plus, unquote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials

from tests.peers.http_peer import Answer, Received, Script, basic
from tests.peers.saas_answers import says

USER, PASSWORD, TOKEN = "reader", "s3cr3t-Pass-word", "tok-CANARY-0123456789"
KEY = base64.b64encode(b"a key of the tests' own peers").decode()
ACCESS_KEY, SECRET_KEY = "AKIAIOSFODNN7EXAMPLE", "canary/SECRET+of40characters000000000000"
LOGIN, BEARER = basic(USER, PASSWORD), f"Bearer {TOKEN}"

Answers = Callable[[Received], Answer]


def elastic_error(status: int, kind: str) -> Answer:
    return says(status, {"error": {"type": kind, "reason": "no"}, "status": status})


def _search_cluster(distribution: str | None, number: str) -> Answers:
    """https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-info and …/operation-search"""

    def answer(received: Received) -> Answer:
        if received.path == "/":
            version = {"number": number, **({"distribution": distribution} if distribution else {})}
            return says(200, {"cluster_name": "acme", "version": version, "tagline": "You Know, for Search"})
        if received.path == "/_license":
            return says(200, {"license": {"status": "active", "type": "basic"}})
        index = received.path.split("/")[1]
        if index == "absent":
            return elastic_error(404, "index_not_found_exception")
        if index == "private":
            return elastic_error(403, "security_exception")
        assert (received.method, json.loads(received.body)) == ("POST", {"size": 0})
        return says(200, {"hits": {"total": {"value": 3, "relation": "eq"}, "hits": []}})

    return answer


elasticsearch = _search_cluster(None, "9.1.2")
opensearch = _search_cluster("opensearch", "3.2.0")


def knows(known: str, refusal: Answer, then: Answers) -> Script:
    """Lets in who sends exactly this Authorization."""
    return lambda received: then(received) if received.headers.get("authorization") == known else refusal


def signed_for_aws(then: Answers, *, service: str = "es", region: str = "eu-west-1") -> Script:
    """Amazon OpenSearch Service: the signature is made again and compared.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/request-signing.html
    """

    def script(received: Received) -> Answer:
        sent = received.headers.get("authorization", "")
        if not sent:
            return says(403, {"Message": "User: anonymous is not authorized to perform: es:ESHttpGet"})
        names = sent.partition("SignedHeaders=")[2].partition(",")[0].split(";")
        url = f"https://{received.headers['host']}{received.path}"
        kept = {name: received.headers[name] for name in names if name not in ("host", "x-amz-date")}
        request = AWSRequest(method=received.method, url=url, data=received.body, headers=kept)
        request.context["timestamp"] = received.headers.get("x-amz-date", "")
        signer = SigV4Auth(ReadOnlyCredentials(ACCESS_KEY, SECRET_KEY, None), service, region)
        request.headers["X-Amz-Date"] = request.context["timestamp"]
        signature = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
        if f"Signature={signature}" not in sent:
            said = "The request signature we calculated does not match the signature you provided."
            return says(403, {"message": said})
        return then(received)

    return script


def influxdb(received: Received) -> Answer:
    """https://docs.influxdata.com/influxdb/v2/api/v2/ (GET /api/v2/buckets); 3.x: …/influxdb3/core/api/v3/"""
    if received.path == "/api/v3/query_sql":
        absent = received.query["db"] == ["absent"]
        return says(404, {"error": "database not found"}) if absent else says(200, [{"one": 1}])
    assert received.path == "/api/v2/buckets", received.path
    (name,), (org,) = received.query["name"], received.query["org"]
    if org == "absent":
        return says(404, {"code": "not found", "message": 'organization name "absent" not found'})
    if name == "absent":
        return says(404, {"code": "not found", "message": 'bucket "absent" not found'})
    if name == "private":
        return says(403, {"code": "forbidden", "message": "insufficient permissions"})
    return says(200, {"buckets": [{"name": name, "orgID": "1"}]})


def couchbase(received: Received) -> Answer:
    """https://docs.couchbase.com/server/current/rest-api/rest-whoami.html and …/rest-bucket-info.html"""
    if received.path == "/whoami":
        return says(200, {"id": USER, "domain": "local", "roles": [{"role": "data_reader"}]})
    bucket = received.path.removeprefix("/pools/default/buckets/")
    if bucket == "absent":
        return Answer(404, body=b'"Requested resource not found.\\r\\n"')
    if bucket == "private":
        return says(403, {"message": "Forbidden. User needs the following permissions", "permissions": []})
    return says(200, {"name": bucket, "nodes": []})


def cosmosdb(received: Received) -> Answer:
    """https://learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources

    The signature is made again from the path: the type and the link of what is asked for."""
    date = received.headers.get("x-ms-date", "")
    path = unquote(received.path)
    feed = path.endswith("/docs")
    kind, link = ("docs", path[1:].removesuffix("/docs")) if feed else ("dbs", path[1:])
    text = f"get\n{kind}\n{link}\n{date.lower()}\n\n"
    digest = hmac.new(base64.b64decode(KEY), text.encode(), hashlib.sha256).digest()
    expected = quote(f"type=master&ver=1.0&sig={base64.b64encode(digest).decode()}", safe="")
    if received.headers.get("authorization") != expected or not _recent(date):
        return says(401, {"code": "Unauthorized", "message": "The input authorization token can't serve the request."})
    if "absent" in link.split("/"):
        return says(404, {"code": "NotFound", "message": "Resource Not Found."})
    if "private" in link.split("/"):
        return says(403, {"code": "Forbidden", "message": "Request originated from IP through public internet."})
    return says(200, {"_rid": "r", "Documents": []} if feed else {"id": link, "_rid": "r"})


def _recent(date: str) -> bool:
    return abs(parsedate_to_datetime(date).timestamp() - time.time()) < 900


def trino(product: str) -> Answers:
    """https://trino.io/docs/current/develop/client-protocol.html: the result comes at the third page."""

    def answer(received: Received) -> Answer:
        page = {"id": "q1", "stats": {"state": "QUEUED"}}
        base = f"https://{received.headers['host']}"
        if received.method == "POST":
            assert received.path == "/v1/statement"
            assert received.headers[f"x-{product}-user"] == USER
            name = next((word for word in ("absent", "private") if word in received.body.decode()), "there")
            return says(200, {**page, "nextUri": f"{base}/v1/statement/queued/{name}/1"})
        if received.method == "DELETE":
            return Answer(204)
        name, number = received.path.split("/")[-2:]
        if number == "1":
            return says(200, {**page, "nextUri": f"{base}/v1/statement/executing/{name}/2"})
        if name == "there":
            return says(200, {**page, "columns": [], "data": [[1]]})
        error = {"absent": "TABLE_NOT_FOUND", "private": "PERMISSION_DENIED"}[name]
        return says(200, {**page, "error": {"message": "no", "errorName": error, "errorType": "USER_ERROR"}})

    return answer


def iceberg(received: Received) -> Answer:
    """https://github.com/apache/iceberg/blob/main/open-api/rest-catalog-open-api.yaml"""
    if received.path == "/v1/config":
        assert received.query == {"warehouse": ["lake"]}
        return says(200, {"defaults": {}, "overrides": {"prefix": "p"}})
    *_, last = received.path.split("/")
    kind = "Table" if "/tables/" in received.path else "Namespace"
    assert received.path.startswith("/v1/p/namespaces/a%1Fb"), received.path
    if last == "absent":
        return says(404, {"error": {"message": "no", "type": f"NoSuch{kind}Exception", "code": 404}})
    if last == "private":
        return says(403, {"error": {"message": "no", "type": "NotAuthorizedException", "code": 403}})
    return says(200, {"namespace": ["a", "b"]} if kind == "Namespace" else {"metadata": {}})


def unity(received: Received) -> Answer:
    """https://docs.databricks.com/api/workspace/tables/get"""
    name = received.path.split("/")[-1]
    assert received.path.startswith("/api/2.1/unity-catalog/"), received.path
    if name.endswith("absent"):
        return says(404, {"error_code": "TABLE_DOES_NOT_EXIST", "message": "no"})
    if name.endswith("private"):
        return says(403, {"error_code": "PERMISSION_DENIED", "message": "no"})
    return says(200, {"name": name})


def registry(received: Received) -> Answer:
    """https://docs.confluent.io/platform/current/schema-registry/develop/api.html"""
    if received.path == "/subjects":
        return says(200, ["orders-value"])
    subject = received.path.split("/")[2]
    assert received.path.endswith("/versions/latest")
    if subject == "absent":
        return says(404, {"error_code": 40401, "message": "Subject 'absent' not found."})
    if subject == "private":
        return says(403, {"error_code": 40301, "message": "User is denied operation Read on Subject: private"})
    return says(200, {"subject": subject, "version": 1, "id": 1, "schema": '"string"'})


def graphql(received: Received) -> Answer:
    """https://spec.graphql.org/October2021/#sec-Errors and https://www.apollographql.com/docs/apollo-server/data/errors"""
    query = json.loads(received.body)["query"]
    if "private" in query:
        return says(200, {"data": None, "errors": [{"message": "no", "extensions": {"code": "FORBIDDEN"}}]})
    return says(200, {"data": {"__typename": "Query"}})


def odata(received: Received) -> Answer:
    """https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html"""
    name = received.path.removeprefix("/")
    if name == "absent":
        return says(404, {"error": {"code": "NotFound", "message": "no"}})
    if name == "private":
        return says(403, {"error": {"code": "Forbidden", "message": "no"}})
    return says(200, {"@odata.context": "$metadata", "value": []})


WSDL = b"""<?xml version="1.0"?>
<definitions name="StockQuote" xmlns="http://schemas.xmlsoap.org/wsdl/">
  <portType name="StockQuotePortType"><operation name="GetLastTradePrice"/></portType>
</definitions>"""


def soap(_received: Received) -> Answer:
    """The example of https://www.w3.org/TR/wsdl#_wsdl, cut short"""
    return Answer(200, {"Content-Type": "text/xml"}, WSDL)


def servicebus(received: Received) -> Answer:
    """https://learn.microsoft.com/rest/api/servicebus/get-entity; the token as
    https://learn.microsoft.com/rest/api/eventhub/generate-sas-token makes it."""
    sent = received.headers.get("authorization", "").removeprefix("SharedAccessSignature ")
    given = {name: values[0] for name, values in parse_qs(sent).items()}
    text = f"{quote_plus(given.get('sr', ''))}\n{given.get('se', '')}"
    expected = base64.b64encode(hmac.new(KEY.encode(), text.encode(), hashlib.sha256).digest()).decode()
    resource = f"https://{received.headers['host']}{received.path}"
    if given.get("sig") != expected or given.get("sr") != resource or float(given["se"]) < time.time():
        said = "<Error><Code>401</Code><Detail>claim is empty or token is invalid.</Detail></Error>"
        return Answer(401, body=said.encode())
    name = received.path.split("/")[-1]
    if name == "absent":
        return Answer(404, body=b"<Error><Code>404</Code><Detail>No such entity</Detail></Error>")
    if name == "private":
        return Answer(403, body=b"<Error><Code>403</Code><Detail>Ip has been prevented to connect</Detail></Error>")
    if given["skn"] == "listen":
        said = "<Error><Code>401</Code><Detail>Manage,EntityRead claims required for this operation.</Detail></Error>"
        return Answer(401, body=said.encode())
    return Answer(200, body=b'<entry xmlns="http://www.w3.org/2005/Atom"><title>x</title></entry>')


def pubsub(received: Received) -> Answer:
    """https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics/get and …/docs/reference/error-codes"""
    name = received.path.split("/")[-1]

    def error(status: int, word: str) -> Answer:
        return says(status, {"error": {"code": status, "message": "no", "status": word}})

    if name == "absent":
        return error(404, "NOT_FOUND")
    if name == "private":
        return error(403, "PERMISSION_DENIED")
    return says(200, {"name": received.path.removeprefix("/v1/")})


def google_refusal() -> Answer:
    return says(401, {"error": {"code": 401, "message": "no", "status": "UNAUTHENTICATED"}})
