"""A Databricks workspace, scripted: https://docs.databricks.com/api/workspace/warehouses/get,
…/statementexecution/executestatement, …/clusters/get, and the tokens of service principals from
https://docs.databricks.com/en/dev-tools/auth/oauth-m2m.html. Errors carry error_code and message."""

from __future__ import annotations

from tests.peers.http_peer import Answer, Received, basic
from tests.peers.saas_answers import bearer, content, form, says

HOST = "dbc-a1b2c3d4-e5f6.cloud.databricks.com"
GOOD, BLOCKED, EXPIRED, BUSY, ISSUED = (f"dapi-{name}-0123456789" for name in ("good", "far", "old", "busy", "issued"))
LIMITED = "dapi-limited-0123456789"
CLIENT_ID, CLIENT_SECRET = "11111111-2222-3333-4444-555555555555", "dose-client-secret-0"
RUNNING, STOPPED, DELETED, SLOW = (f"{letter}bcdef1234567890" for letter in "abcd")
CLUSTER = "0923-164208-meows279"
STATES = {RUNNING: "RUNNING", STOPPED: "STOPPED", DELETED: "DELETED", SLOW: "RUNNING"}


def workspace(received: Received) -> Answer:
    if received.path == "/oidc/v1/token":
        assert form(received) == {"grant_type": "client_credentials", "scope": "all-apis"}
        if received.headers.get("authorization") != basic(CLIENT_ID, CLIENT_SECRET):
            return says(401, {"error": "invalid_client", "error_description": "Client authentication failed"})
        return says(200, {"access_token": ISSUED, "token_type": "Bearer", "expires_in": 3600})
    refused = _refuses(bearer(received))
    if refused:
        return refused
    if received.path.startswith("/api/2.0/sql/warehouses/"):
        return _warehouse(received)
    if received.path == "/api/2.1/clusters/get":
        if received.query == {"cluster_id": [CLUSTER]}:
            return says(200, {"cluster_id": CLUSTER, "cluster_name": "shared", "state": "TERMINATED"})
        return says(400, {"error_code": "INVALID_PARAMETER_VALUE", "message": "Cluster does not exist"})
    assert (received.method, received.path) == ("POST", "/api/2.0/sql/statements")
    return _statement(content(received))


def _refuses(token: str) -> Answer | None:
    match token:
        case _ if token == BUSY:
            refusal = {"error_code": "REQUEST_LIMIT_EXCEEDED", "message": "Too many requests"}
            return says(429, refusal, {"Retry-After": "4"})
        case _ if token == BLOCKED:
            message = "Source IP address: 203.0.113.9 is blocked by Databricks IP ACL for workspace: 1234"
            return says(403, {"error_code": "403", "message": message})
        case _ if token == EXPIRED:
            return says(403, {"error_code": "403", "message": "Access token is expired."})
        case _ if token not in (GOOD, LIMITED, ISSUED):
            return says(403, {"error_code": "403", "message": "Invalid access token."})
    return None


def _warehouse(received: Received) -> Answer:
    assert received.method == "GET"
    name = received.path.rpartition("/")[2]
    if bearer(received) == LIMITED:
        message = "You do not have permission to use the SQL Warehouse."
        return says(403, {"error_code": "PERMISSION_DENIED", "message": message})
    if name not in STATES:
        return says(404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": f"SQL warehouse {name} does not exist"})
    return says(200, {"id": name, "name": "Serverless Starter", "state": STATES[name]})


def _statement(asked: dict[str, object]) -> Answer:
    assert asked["on_wait_timeout"] == "CANCEL"
    assert 5 <= int(str(asked["wait_timeout"]).removesuffix("s")) <= 50
    assert STATES[str(asked["warehouse_id"])] == "RUNNING", "a test starts no warehouse"
    if asked["warehouse_id"] == SLOW:
        return says(200, {"statement_id": "s", "status": {"state": "CANCELED"}})
    sql = str(asked["statement"])
    if sql in ("SELECT 1", "SELECT 1 FROM `main`.`sales`.`orders` LIMIT 1", "SELECT 1 FROM `orders` LIMIT 1"):
        return says(200, {"statement_id": "s", "status": {"state": "SUCCEEDED"}, "result": {"data_array": [["1"]]}})
    if "payroll" in sql:
        return _failed("PERMISSION_DENIED", "[INSUFFICIENT_PERMISSIONS] Insufficient privileges: SELECT on payroll")
    if asked.get("schema") == "nothing":
        return _failed("BAD_REQUEST", "[SCHEMA_NOT_FOUND] The schema `nothing` cannot be found. SQLSTATE: 42704")
    return _failed("BAD_REQUEST", "[TABLE_OR_VIEW_NOT_FOUND] The table or view cannot be found. SQLSTATE: 42P01")


def _failed(code: str, message: str) -> Answer:
    return says(200, {"status": {"state": "FAILED", "error": {"error_code": code, "message": message}}})
