"""One HTTP binding of a method: path, query and body -> request message; response message -> body.

google/api/http.proto: the path's variables and the body bind first; the query gives every other field, unless the
body is `*`, which takes them all.
"""

from __future__ import annotations

from collections.abc import Mapping

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from connectors.v1 import method_policy_pb2
from server.errors import InvalidArgument, MalformedRequest
from server.method_policy import HttpRule, Method
from server.rest import query as query_string
from server.rest.body import parse_object, shown_key
from server.rest.json_plan import dumps, dumps_kept
from server.rest.json_read import MessageReader
from server.rest.mismatch import Mismatch


class BadBinding(ValueError):
    """A google.api.http rule that names fields its messages do not have; the service does not start with one."""


class Binding:
    """How one rule of a method is called and answered."""

    def __init__(self, method: Method, rule: HttpRule, path_fields: tuple[str, ...]) -> None:
        self.method = method
        self.rule = rule
        self._path = {name: self._path_parameter(name) for name in path_fields}
        self._reader = self._body_reader()
        self._response_field = self._response()
        self.etag_names_revision = self._etag_names_revision()
        bound = {parameter.way[0] for parameter in self._path.values()}
        self._taken = frozenset(bound | ({rule.body} if rule.body not in ("", "*") else set()))
        self._query = query_string.Query(method.descriptor.input_type, self._taken)

    @property
    def takes_body(self) -> bool:
        return bool(self.rule.body)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The JSON names of the fields that the query may give."""
        return () if self.rule.body == "*" else self._query.known

    def request(self, path: Mapping[str, str], query: str, body: bytes) -> Message:
        """Raises InvalidArgument with every fault."""
        message = self._from_body(body)
        pairs = query_string.parse(query)
        if self.rule.body == "*" and pairs:
            names = ", ".join(shown_key(name) for name, _text in pairs)
            raise InvalidArgument.at(names, "unknown query parameter; this method takes its fields in the body")
        found = self._query.fill(message, pairs)
        for name, text in path.items():
            parameter = self._path[name]
            try:
                parameter.set(message, parameter.read(text, name))
            except Mismatch as mismatch:
                found += mismatch.violations
        if found:
            raise InvalidArgument.of(found)
        return message

    def response(self, message: Message) -> bytes:
        """The body of a success; empty where the policy says 204."""
        if self.method.success_code == 204:
            return b""
        if self._response_field is not None:
            return dumps_kept(getattr(message, self._response_field.name))
        return dumps(message)

    def _etag_names_revision(self) -> bool:
        """Whether the body's `etag` leaves out some of what the body shows, so that no content can be told by it."""
        output = self._response_field.message_type if self._response_field else self.method.descriptor.output_type
        field = output.fields_by_name.get("etag") if output else None
        return field is not None and field.GetOptions().Extensions[method_policy_pb2.field_policy].names_revision

    def etag(self, message: Message) -> str:
        """What the body's own `etag` field says; empty where it has none."""
        if self._response_field is not None:
            message = getattr(message, self._response_field.name)
        return str(getattr(message, "etag", ""))

    def _from_body(self, body: bytes) -> Message:
        if self._reader is None:
            if body:
                raise MalformedRequest(f"{self.rule.verb} takes no body here{self._where_instead()}")
            return self.method.request()
        document = parse_object(body)
        try:
            read = self._reader.read(document)
        except Mismatch as mismatch:
            raise InvalidArgument.of(mismatch.violations) from None
        return read if self.rule.body == "*" else self.method.request(**{self.rule.body: read})

    def _where_instead(self) -> str:
        return f"; send {', '.join(self._query.known)} in the query string" if self._query.known else ""

    def _path_parameter(self, name: str) -> query_string.Parameter:
        parameter = query_string.resolve(self.method.descriptor.input_type, name)
        if parameter is None or parameter.is_repeated:
            raise BadBinding(f"{self.method.full_name}: a path cannot give {name!r}")
        return parameter

    def _body_reader(self) -> MessageReader | None:
        descriptor = self.method.descriptor.input_type
        if not self.rule.body:
            return None
        if self.rule.body == "*":
            return MessageReader(descriptor, ignored=self._echoed())
        field = descriptor.fields_by_name.get(self.rule.body)
        if field is None or field.message_type is None or field.is_repeated:
            raise BadBinding(f"{self.method.full_name}: body {self.rule.body!r} is no message field of the request")
        return MessageReader(field.message_type)

    def _echoed(self) -> frozenset[str]:
        """The names of the resource that the method returns: what was read may be sent back."""
        field = self._response()
        if field is None or field.message_type is None:
            return frozenset()
        return frozenset(name for inner in field.message_type.fields for name in (inner.name, inner.json_name))

    def _response(self) -> FieldDescriptor | None:
        if not self.rule.response_body:
            return None
        field = self.method.descriptor.output_type.fields_by_name.get(self.rule.response_body)
        if field is None or field.message_type is None or field.is_repeated:
            raise BadBinding(
                f"{self.method.full_name}: response_body {self.rule.response_body!r} is no message field of the answer"
            )
        return field
