"""A crash in the middle of a call logs none of its secrets."""

import io
import json

import pytest
from google.protobuf.message import Message

from connectors.v1 import connector_service_pb2 as pb
from server.call import Call
from server.errors import Internal
from server.interceptors.errors import errors
from server.interceptors.shielding import shielding
from server.method_policy import read_methods
from server.observe import logs
from server.structs import to_struct

METHOD = next(
    m for m in read_methods(pb.DESCRIPTOR.services_by_name["ConnectorService"]) if m.name == "CreateConnector"
)


def test_a_bare_credential_in_an_exceptions_text_is_blackened(monkeypatch: pytest.MonkeyPatch) -> None:
    import logging

    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    stream = io.StringIO()
    logs.configure("debug", stream)

    def crash(request: pb.CreateConnectorRequest, _call: Call) -> Message:
        raise RuntimeError(f"driver said: cannot use {request.auth_config['token']} here")

    request = pb.CreateConnectorRequest(name="n", type="t", auth_config=to_struct({"token": "canary-5f2b"}))
    with pytest.raises(Internal):
        shielding(METHOD, errors(METHOD, crash))(request, Call(METHOD, {}, "test"))
    line = json.loads(stream.getvalue().splitlines()[-1])
    assert "driver said" in line["exception"]
    assert "canary-5f2b" not in stream.getvalue()
