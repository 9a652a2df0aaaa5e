"""One connection to a Kafka broker: requests and their answers, by kafka-python's message classes over our socket.

https://kafka.apache.org/protocol.html. kafka-python's own connection is not used: it opens sockets itself, and its
debug log shows what is sent, passwords included.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from kafka.protocol.admin.groups import DescribeGroupsRequest, DescribeGroupsResponse
from kafka.protocol.consumer.fetch import FetchRequest, FetchResponse
from kafka.protocol.consumer.offsets import ListOffsetsRequest, ListOffsetsResponse
from kafka.protocol.metadata import (
    ApiVersionsRequest,
    ApiVersionsResponse,
    FindCoordinatorRequest,
    FindCoordinatorResponse,
    MetadataRequest,
    MetadataResponse,
)
from kafka.protocol.sasl import (
    SaslAuthenticateRequest,
    SaslAuthenticateResponse,
    SaslHandshakeRequest,
    SaslHandshakeResponse,
)

from probes.protocols.kafka_target import SECURITY, SERVERS
from probes.protocols.peer_stream import PeerStream
from probes.result import ProbeFailure, Reason

CLIENT_ID = "connector-service"
TLS_RECORDS = (b"\x15\x03", b"\x16\x03")  # an alert, a handshake

# What the codec raises when the bytes are not what they should be.
MALFORMED = (ValueError, LookupError, TypeError, AttributeError, OverflowError, struct.error)


@dataclass(frozen=True, slots=True)
class Api:
    """A request, its answer, and the versions of them that are spoken here."""

    name: str
    request: Any
    response: Any
    lowest: int
    highest: int


API_VERSIONS = Api("ApiVersions", ApiVersionsRequest, ApiVersionsResponse, 0, 0)
SASL_HANDSHAKE = Api("SaslHandshake", SaslHandshakeRequest, SaslHandshakeResponse, 1, 1)
SASL_AUTHENTICATE = Api("SaslAuthenticate", SaslAuthenticateRequest, SaslAuthenticateResponse, 0, 1)
METADATA = Api("Metadata", MetadataRequest, MetadataResponse, 4, 12)  # from 4 on a topic is not created by asking
FIND_COORDINATOR = Api("FindCoordinator", FindCoordinatorRequest, FindCoordinatorResponse, 1, 4)
DESCRIBE_GROUPS = Api("DescribeGroups", DescribeGroupsRequest, DescribeGroupsResponse, 0, 6)
LIST_OFFSETS = Api("ListOffsets", ListOffsetsRequest, ListOffsetsResponse, 1, 6)
FETCH = Api("Fetch", FetchRequest, FetchResponse, 4, 12)  # to 12 topics go by name


class KafkaConnection:
    """`ask` sends one request and reads its answer. Raises ProbeFailure and nothing else."""

    def __init__(self, stream: PeerStream, *, encrypted: bool) -> None:
        self._stream = stream
        self._encrypted = encrypted
        self._asked = 0
        self._versions: dict[int, tuple[int, int]] = {API_VERSIONS.request.API_KEY: (0, 0)}

    def __enter__(self) -> KafkaConnection:
        return self

    def __exit__(self, _type: object, _error: BaseException | None, _traceback: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._stream.close()

    def greet(self) -> None:
        """Asks which versions the broker speaks, as every client does first, before any login."""
        answer = self.ask(API_VERSIONS)
        if answer.error_code:
            raise self._strange(self._stream.stranger())
        self._versions.update({item.api_key: (item.min_version, item.max_version) for item in answer.api_keys})

    def ask(self, api: Api, **fields: Any) -> Any:
        """The answer; its error codes are for the caller to read."""
        version = self._version(api)
        self._asked += 1
        request = api.request[version](**fields)
        request.with_header(correlation_id=self._asked, client_id=CLIENT_ID)
        try:
            self._stream.sendall(bytes(request.encode(header=True, framed=True)))
            (size,) = struct.unpack(">i", self._stream.read(4))
            answer = self._stream.read(size)
        except ProbeFailure as failure:
            raise self._strange(failure) from None
        try:
            decoded = api.response[version].decode(answer, header=True)
            if decoded.header.correlation_id == self._asked:
                return decoded
        except MALFORMED:
            pass
        raise self._strange(self._stream.stranger())

    def _version(self, api: Api) -> int:
        lowest, highest = self._versions.get(api.request.API_KEY, (0, -1))
        version = min(api.highest, highest)
        if version < max(api.lowest, lowest):
            raise ProbeFailure(
                Reason.UNSUPPORTED,
                f"the broker speaks no version of {api.name} that is spoken here",
                field=SERVERS,
                hint="brokers from Kafka 1.0 up can be tested; a proxy in between may allow less than they do",
            )
        return version

    def _strange(self, failure: ProbeFailure) -> ProbeFailure:
        """The stream's failure in this protocol's words."""
        failure.field = SERVERS if failure.field in ("config.host", "config.port") else failure.field
        if not self._encrypted and self._stream.first[:2] in TLS_RECORDS:
            message = "the broker expects TLS on this port, and the connector speaks clear text"
            hint = "set securityProtocol to SSL, or with a login to SASL_SSL"
            return ProbeFailure(Reason.TLS_REQUIRED, message, field=SECURITY, hint=hint)
        if not self._encrypted and failure.reason is Reason.UNREACHABLE:
            failure.hint = f"{failure.hint}; a TLS listener may hang up like this on clear text (securityProtocol)"
        return failure
