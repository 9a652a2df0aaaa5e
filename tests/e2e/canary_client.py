"""A caller of every rpc by both transports, who passes on all that comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import grpc
import requests
from google.protobuf.json_format import ParseDict

from server.method_policy import Method
from server.services import declared_methods
from tests.e2e.canaries import Watch
from tests.e2e.service import Service

METHODS = {method.name: method for method in declared_methods()}


class Client:
    """Calls by both transports; what comes back goes to the watch. `identity` is sent with each."""

    def __init__(self, service: Service, watch: Watch, identity: Mapping[str, str]) -> None:
        self.heard: set[tuple[str, str]] = set()
        self._url = f"{service.url}/api/v1"
        self._channel = service.channel()
        self._watch = watch
        self._identity = {name.lower(): value for name, value in identity.items()}

    def rest(self, verb: str, path: str, body: Any = None, **headers: str) -> Any:
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        sent = {**self._identity, "Content-Type": "application/json", **headers}
        response = requests.request(verb, self._url + path, data=content, headers=sent, timeout=60)
        self._watch.hear("REST", f"{verb} {path} {response.headers} {response.reason}\n".encode() + response.content)
        return response.json() if response.content and "json" in response.headers["content-type"] else None

    def rpc(self, method: Method, body: Mapping[str, Any], **metadata: str) -> None:
        request = ParseDict(dict(body), method.request(), ignore_unknown_fields=True)
        make = self._channel.unary_stream if method.streams else self._channel.unary_unary
        call = make(method.full_name, method.request.SerializeToString, method.response.FromString)
        sent = tuple({**self._identity, **metadata}.items())
        try:
            if method.streams:
                for answer in call(request, metadata=sent, timeout=2):
                    self._watch.hear("gRPC", repr(answer))
            else:
                answer, done = call.with_call(request, metadata=sent, timeout=60)
                self._watch.hear("gRPC", f"{answer}\n{done.trailing_metadata()}")
        except grpc.RpcError as error:
            self._watch.hear("gRPC", f"{error}\n{error.trailing_metadata()}\n{error.details()}")
        self.heard.add((method.name, "gRPC"))

    def every_method(self, fields: Mapping[str, Any]) -> None:
        """Each rpc of the contract by both transports, with whatever of `fields` its request has."""
        for method in METHODS.values():
            names = {field.json_name for field in method.descriptor.input_type.fields}
            known = {name: value for name, value in fields.items() if name in names}
            if method.name.startswith(("Delete", "Create")):
                known = {name: f"{value}-absent" for name, value in known.items() if isinstance(value, str)}
            self.rpc(method, known)
            for rule in method.http:
                path = rule.path.removeprefix("/api/v1")
                rest = {name: value for name, value in known.items() if f"{{{name}}}" not in path}
                path = path.format_map(known)
                if method.streams:
                    self._stream(path, rest)
                else:
                    query = "" if rule.body else "?" + urlencode(rest)
                    self.rest(rule.verb, path + query, rest if rule.body else None)
                self.heard.add((method.name, "REST"))

    def _stream(self, path: str, fields: Mapping[str, Any]) -> None:
        query = {name: str(value) for name, value in fields.items()}
        with (
            suppress(requests.RequestException),  # it lasts longer than we listen
            requests.get(self._url + path, params=query, headers=self._identity, timeout=2, stream=True) as response,
        ):
            for part in response.iter_content(None):
                self._watch.hear("REST", part)
