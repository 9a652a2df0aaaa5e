"""Every rpc of the contract x every role x own, foreign and absent x headers, tokens, certificates x gRPC and REST.

Generated from the descriptors: an rpc that is added tomorrow is in it. What it must answer is the contract's word:
403 for a role that its policy does not list, whatever the request; for the others, a foreign thing is answered as an
absent one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import grpc
import pytest
from google.protobuf.json_format import ParseDict

from server.method_policy import Method, Role
from server.services import declared_methods
from tests.contract.answer import Answer
from tests.contract.identity_modes import MODES, Caller, Mode, running
from tests.contract.transport import grpc_refusal, rest_answer

METHODS = {method.name: method for method in declared_methods()}
TRANSPORTS = ("gRPC", "REST")
CONNECTOR = {"name": "of the matrix", "type": "braze"}
OWNER, STRANGER = "owner", "stranger"
ABSENT = "conn_00000000-0000-7000-8000-000000000000"
IDS = ("id", "connector_id")
# Fields without which a request is refused before it says anything of what it is about.
WEBHOOK = {"url": "https://10.0.0.1/matrix"}  # the guard lets nothing go there
REQUIRED: dict[str, dict[str, Any]] = {"CreateConnector": CONNECTOR, "CreateWebhook": WEBHOOK}

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="session")
def modes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Mode]]:
    with ExitStack() as stack:
        yield {name: stack.enter_context(running(name, tmp_path_factory.mktemp(name))) for name in MODES}


def call(transport: str, caller: Caller, mode: Mode, method: Method, request: dict[str, Any]) -> Answer:
    return (over_grpc if transport == "gRPC" else over_rest)(caller, mode, method, request)


def over_grpc(caller: Caller, _mode: Mode, method: Method, request: dict[str, Any]) -> Answer:
    kind = caller.channel.unary_stream if method.descriptor.server_streaming else caller.channel.unary_unary
    invoke = kind(
        method.full_name,
        request_serializer=method.request.SerializeToString,
        response_deserializer=method.response.FromString,
    )
    message = ParseDict(request, method.request())
    try:
        if method.descriptor.server_streaming:
            return streamed(invoke(message, metadata=tuple(caller.metadata.items()), timeout=5))
        invoke(message, metadata=tuple(caller.metadata.items()), timeout=60)
    except grpc.RpcError as error:
        return grpc_refusal(error)
    return Answer(200, 0)


def streamed(answers: Any) -> Answer:
    """A stream that is not refused is taken, once it has begun to be, and left again."""
    try:
        answers.initial_metadata()
        answers.cancel()
        list(answers)
    except grpc.RpcError as error:
        if error.code() in (grpc.StatusCode.CANCELLED, grpc.StatusCode.DEADLINE_EXCEEDED):
            return Answer(200, 0)
        return grpc_refusal(error)
    return Answer(200, 0)


def over_rest(caller: Caller, mode: Mode, method: Method, request: dict[str, Any]) -> Answer:
    rule, rest = method.http[0], dict(request)
    path = re.sub(r"\{(\w+)[^}]*\}", lambda match: str(rest.pop(match.group(1))), rule.path)
    sent: dict[str, Any] = {"json": rest} if rule.body else {"params": rest}
    with caller.session.request(
        rule.verb,
        mode.service.url + path,
        headers=dict(caller.metadata),
        verify=caller.verify,
        cert=caller.cert,
        timeout=60,
        stream=method.descriptor.server_streaming,
        **sent,
    ) as response:
        if response.status_code < 300:
            return Answer(response.status_code, 0)
        return rest_answer(response)


def request_of(method: Method, connector_id: str) -> dict[str, Any]:
    """A request about a connector, or about a type of the tenant's own that there is not."""
    names = {field.name for field in method.descriptor.input_type.fields}
    request: dict[str, Any] = dict(REQUIRED.get(method.name, {}))
    request |= {name: connector_id for name in IDS if name in names}
    if "{name" in method.http[0].path:
        request["name"] = f"x-{connector_id[-12:]}"
    return request


def about_connectors(method: Method) -> bool:
    """`connector_id` is a filter of lists: nothing is found by it, which is no error."""
    return any(field.name == "id" for field in method.descriptor.input_type.fields)


def own_thing(transport: str, mode: Mode, method: Method) -> str:
    """The owner's: a new connector, or the webhook that it has, since it may have only few."""
    owner = mode.caller(OWNER, Role.ADMIN)
    before = set(listed(mode, method))
    if about_webhooks(method):
        if not before:
            assert call(transport, owner, mode, METHODS["CreateWebhook"], WEBHOOK).status in (200, 201)
        return listed(mode, method)[0]
    answer = call(transport, owner, mode, METHODS["CreateConnector"], CONNECTOR | {"name": f"m-{len(before)}"})
    assert answer.status in (200, 201), answer
    (made,) = set(listed(mode, method)) - before
    return made


def about_webhooks(method: Method) -> bool:
    return "Webhook" in method.name


def listed(mode: Mode, method: Method) -> list[str]:
    """Those things of the owner that the method is about."""
    owner = mode.caller(OWNER, Role.ADMIN)
    url = f"{mode.service.url}/api/v1/{'webhooks' if about_webhooks(method) else 'connectors?limit=100'}"
    answer = owner.session.get(url, headers=dict(owner.metadata), verify=owner.verify, cert=owner.cert, timeout=60)
    return [thing["id"] for thing in answer.json()["data"]]


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("mode_name", MODES)
@pytest.mark.parametrize("name", METHODS)
def test_who_may_do_what(modes: dict[str, Mode], name: str, mode_name: str, transport: str) -> None:
    mode, method = modes[mode_name], METHODS[name]
    own = own_thing(transport, mode, method)
    for role in sorted(Role):
        owner, stranger = mode.caller(OWNER, role), mode.caller(STRANGER, role)
        foreign = call(transport, stranger, mode, method, request_of(method, own))
        absent = call(transport, stranger, mode, method, request_of(method, ABSENT))
        # The owner's own comes last: it may be deleted by it.
        its_own = call(transport, owner, mode, method, request_of(method, own))
        if role not in method.roles:
            assert {(answer.status, answer.reason) for answer in (foreign, absent, its_own)} == {
                (403, "ROLE_NOT_ALLOWED")
            }
            continue
        for answer in (foreign, absent, its_own):
            assert answer.status not in (401, 403, 500), (role, answer)
        if about_connectors(method):
            assert foreign.masked() == absent.masked()
            assert foreign.status == 404 or foreign.reason == "UNAVAILABLE", foreign
            assert its_own.status != 404, its_own
            own = own if own in listed(mode, method) else own_thing(transport, mode, method)
    assert own in listed(mode, method)


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("mode_name", MODES)
@pytest.mark.parametrize("name", METHODS)
def test_no_method_is_anonymous(modes: dict[str, Mode], name: str, mode_name: str, transport: str) -> None:
    """Whoever does not say who it is the way this service believes is 401, whatever else it says of itself."""
    mode, method = modes[mode_name], METHODS[name]
    known = mode.caller(OWNER, Role.ADMIN)
    cert = tuple(str(path) for path in mode.service.client) if mode.service.client else None
    said = {"x-role": "admin"} if mode_name == "headers" else {"x-role": "admin", "x-tenant-id": OWNER}
    channel = nobodys_channel(mode) if cert else known.channel
    nobody = Caller(channel, known.session if not cert else type(known.session)(), said, known.verify, cert)  # type: ignore[arg-type]  # two paths
    answer = call(transport, nobody, mode, method, request_of(method, ABSENT))
    reason = "CERTIFICATE_UNKNOWN" if mode_name == "mtls" else "UNAUTHENTICATED"
    assert (answer.status, answer.reason) == (401, reason), answer


def nobodys_channel(mode: Mode) -> grpc.Channel:
    """Of a certificate that the authority signed and no rule knows."""
    assert mode.service.authorities
    assert mode.service.client
    certificate, key = mode.service.client
    credentials = grpc.ssl_channel_credentials(
        mode.service.authorities.read_bytes(), key.read_bytes(), certificate.read_bytes()
    )
    channel = grpc.secure_channel(mode.service.grpc_address, credentials)
    mode.service.channels.append(channel)
    return channel


@pytest.mark.parametrize("mode_name", ["jwt", "mtls"])
def test_only_health_answers_anyone(modes: dict[str, Mode], mode_name: str) -> None:
    mode = modes[mode_name]
    caller = mode.caller(OWNER, Role.ADMIN)
    for path, status in {"/healthz": 200, "/readyz": 200, "/openapi.json": 404, "/metrics": 404}.items():
        answer = caller.session.get(mode.service.url + path, verify=caller.verify, cert=caller.cert, timeout=60)
        assert answer.status_code == status, path
    reflection = caller.channel.stream_stream("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
    with pytest.raises(grpc.RpcError) as refusal:
        next(reflection(iter([b""]), timeout=20))
    assert refusal.value.code() is grpc.StatusCode.UNIMPLEMENTED


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_forged_token_is_refused_and_never_logged(modes: dict[str, Mode], transport: str) -> None:
    mode = modes["jwt"]
    good = mode.caller(OWNER, Role.ADMIN)
    token = good.metadata["authorization"].removeprefix("Bearer ")
    forged = Caller(good.channel, good.session, {"authorization": f"Bearer {token[:-6]}AAAAAA"}, good.verify, None)
    for method in METHODS.values():
        answer = call(transport, forged, mode, method, request_of(method, ABSENT))
        assert (answer.status, answer.reason) == (401, "TOKEN_INVALID")
    if transport == "REST":
        url = f"{mode.service.url}/api/v1/connectors"
        challenge = good.session.get(url, headers=dict(forged.metadata), verify=good.verify, timeout=60).headers
        assert challenge["www-authenticate"] == 'Bearer error="invalid_token"'
    log = mode.service.log.read_text()
    assert "TOKEN_INVALID" in log
    assert token.split(".")[2] not in log
    assert token[:-6] not in log
