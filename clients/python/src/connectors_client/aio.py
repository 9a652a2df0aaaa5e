"""The client for asyncio. Its methods are those of ConnectorsClient, awaited; lists are asynchronous iterators."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, TypeVar

import grpc
import grpc.aio

from connectors_client import calls, declarative, rotation, webhooks
from connectors_client.calls import Call, Stream
from connectors_client.client import TEST_TIMEOUT_SECONDS, TIMEOUT_SECONDS
from connectors_client.connection import OPTIONS, Connection
from connectors_client.declarative import ConfigTest, Counts, DesiredConnector, Filter, Plan
from connectors_client.errors import error_of
from connectors_client.fleets import ConnectorEvent, FleetEvent, History, Schedule, TestRun
from connectors_client.models import AuditEvent, Connector, ConnectorType, Page, TestResult
from connectors_client.retry import RetryPolicy
from connectors_client.rotation import CredentialRotation, Staging
from connectors_client.webhooks import Webhook, WebhookTest

T = TypeVar("T")


class AsyncConnectorsClient:
    """Calls connector-service over gRPC. Made and used inside one event loop.

    >>> import asyncio
    >>> async def names():
    ...     async with AsyncConnectorsClient(address, tenant="docs") as client:
    ...         await client.create("orders-async", "rest_api", config={"url": "https://api.example.com"})
    ...         return [connector.name async for connector in client.list()]
    >>> "orders-async" in asyncio.run(names())
    True
    """

    def __init__(
        self,
        address: str | None = None,
        *,
        timeout: float = TIMEOUT_SECONDS,
        retry: RetryPolicy | None = None,
        connection: Connection | None = None,
        **given: Any,
    ) -> None:
        """`given` are fields of Connection: tenant, role, user, token, tls, ca, certificate, key."""
        self._connection = connection or Connection.from_environment(address=address, **given)
        self._timeout = timeout
        self._retry = retry or RetryPolicy()
        where = self._connection.address
        self._channel = (
            grpc.aio.secure_channel(where, self._connection.credentials(), OPTIONS)
            if self._connection.uses_tls
            else grpc.aio.insecure_channel(where, OPTIONS)
        )

    async def __aenter__(self) -> AsyncConnectorsClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._channel.close()

    async def list(
        self, wanted: Filter | None = None, *, order_by: str = "", page_size: int = 100
    ) -> AsyncIterator[Connector]:
        """The connectors that match, newest first or in another order; pages are fetched as they are needed."""
        cursor: str | None = None
        while True:
            page = await self.page(wanted, order_by=order_by, limit=page_size, cursor=cursor)
            for connector in page.items:
                yield connector
            if (cursor := page.cursor) is None:
                return

    async def page(
        self,
        wanted: Filter | None = None,
        *,
        order_by: str = "",
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page[Connector]:
        """One page, and how many connectors match in all."""
        return await self._send(declarative.list_page(limit, cursor, wanted or Filter(), order_by))

    async def count(self, wanted: Filter | None = None) -> Counts:
        """How many connectors match, by status and by type."""
        return await self._send(declarative.count(wanted or Filter()))

    async def get(self, connector_id: str) -> Connector:
        """Raises NotFound."""
        return await self._send(calls.get(connector_id))

    async def create(
        self,
        name: str,
        type: str,  # noqa: A002  # the contract's word
        *,
        config: Mapping[str, Any] | None = None,
        credentials: Mapping[str, Any] | None = None,
        auth_method: str = "",
        description: str | None = None,
        labels: Mapping[str, str] | None = None,
        request_id: str = "",
        validate_only: bool = False,
        only_if_test_passes: bool = False,
    ) -> Connector:
        """Registers a connector; see ConnectorsClient.create."""
        return await self._send(
            calls.create(
                name,
                type,
                config=config,
                credentials=credentials,
                auth_method=auth_method,
                description=description,
                labels=labels,
                request_id=request_id,
                validate_only=validate_only,
                only_if_test_passes=only_if_test_passes,
            )
        )

    async def update(
        self,
        connector_id: str,
        *,
        name: str | None = None,
        type: str | None = None,  # noqa: A002  # the contract's word
        description: str | None = None,
        config: Mapping[str, Any] | None = None,
        credentials: Mapping[str, Any] | None = None,
        auth_method: str | None = None,
        status: str | None = None,
        labels: Mapping[str, str] | None = None,
        etag: str = "",
        validate_only: bool = False,
        only_if_test_passes: bool = False,
    ) -> Connector:
        """Changes what is given and keeps the rest; see ConnectorsClient.update."""
        return await self._send(
            calls.update(
                connector_id,
                name=name,
                type_name=type,
                description=description,
                config=config,
                credentials=credentials,
                auth_method=auth_method,
                status=status,
                labels=labels,
                etag=etag,
                validate_only=validate_only,
                only_if_test_passes=only_if_test_passes,
            )
        )

    async def delete(self, connector_id: str, *, etag: str = "") -> None:
        """Deletes the connector and its credentials. Raises NotFound; Aborted when `etag` is not the stored one."""
        await self._send(calls.delete(connector_id, etag))

    async def undelete(self, connector_id: str) -> Connector:
        """Brings back what was deleted, where the service keeps it for a while. Raises NotFound, AlreadyExists."""
        return await self._send(declarative.undelete(connector_id))

    async def test_config(
        self,
        type: str | None = None,  # noqa: A002  # the contract's word
        *,
        connector_id: str = "",
        config: Mapping[str, Any] | None = None,
        credentials: Mapping[str, Any] | None = None,
        auth_method: str | None = None,
        timeout: float = TEST_TIMEOUT_SECONDS,  # the whole of the call, retries included
    ) -> ConfigTest:
        """Probes without storing anything; see ConnectorsClient.test_config."""
        call = declarative.test_config(
            connector_id, type_name=type, config=config, credentials=credentials, auth_method=auth_method
        )
        return await self._send(call, timeout)

    async def export(self, wanted: Filter | None = None) -> AsyncIterator[DesiredConnector]:
        """The connectors of some types and labels as `apply` takes them, without credentials, oldest first."""
        cursor: str | None = ""
        while cursor is not None:
            found, cursor = await self._send(declarative.export(wanted or Filter(), cursor))
            for connector in found:
                yield connector

    async def apply(
        self,
        connectors: Sequence[DesiredConnector],
        *,
        prune: bool = False,
        labels: Sequence[str] = (),
        dry_run: bool = False,
        etag: str = "",
    ) -> Plan:
        """Brings about a set of connectors, all of it or nothing; see ConnectorsClient.apply."""
        call = declarative.apply(connectors, prune=prune, labels=labels, dry_run=dry_run, etag=etag)
        return await self._send(call)

    async def test(
        self,
        connector_id: str,
        *,
        timeout: float = TEST_TIMEOUT_SECONDS,  # the whole of the call, retries included
    ) -> TestResult:
        """Probes the connector's peer. A probe that fails is a result, not an exception. Raises NotFound, Throttled."""
        return await self._send(calls.test(connector_id), timeout)

    async def confirm_credentials(self, connector_id: str) -> Connector:
        """Says that the stored credentials may go where the connector leads now. Raises NotFound."""
        return await self._send(calls.confirm_credentials(connector_id))

    async def stage_credentials(
        self,
        connector_id: str,
        credentials: Mapping[str, Any],
        *,
        auth_method: str | None = None,
        timeout: float = TEST_TIMEOUT_SECONDS,  # the whole of the call, retries included
    ) -> Staging:
        """Tests and stages new credentials; see ConnectorsClient.stage_credentials."""
        return await self._send(rotation.stage(connector_id, credentials, auth_method), timeout)

    async def credential_rotation(self, connector_id: str) -> CredentialRotation:
        """What is staged, and which credentials can be gone back to. Raises NotFound."""
        return await self._send(rotation.get(connector_id))

    async def promote_credentials(
        self, connector_id: str, *, keep_previous_seconds: int | None = None, etag: str = ""
    ) -> Connector:
        """Puts the staged credentials in the place of the connector's; those before are kept for 600 seconds, or as
        long as is said. Raises NotFound, FailedPrecondition (nothing is staged, or it is out of date), Aborted."""
        return await self._send(rotation.promote(connector_id, keep_previous_seconds, etag))

    async def roll_back_credentials(self, connector_id: str, *, etag: str = "") -> Connector:
        """Makes the previous credentials the connector's again. Raises NotFound, FailedPrecondition, Aborted."""
        return await self._send(rotation.roll_back(connector_id, etag))

    async def discard_credential_rotation(self, connector_id: str) -> None:
        """Destroys what is staged and what is kept of the previous credentials. Raises NotFound."""
        await self._send(rotation.discard(connector_id))

    async def record_sync(
        self, connector_id: str, *, row_count: int | None = None, finished_at: datetime | None = None
    ) -> Connector:
        """Reports what a sync moved; for the role `service`. `finished_at` is now where it is not given."""
        return await self._send(calls.record_sync(connector_id, row_count, finished_at))

    def test_many(
        self,
        ids: Sequence[str] = (),
        *,
        types: Sequence[str] = (),
        statuses: Sequence[str] = (),
        labels: Sequence[str] = (),
        query: str = "",
        parallelism: int | None = None,
    ) -> AsyncIterator[FleetEvent]:
        """Tests the connectors named, or all that match, and tells of each as it happens; parked ones only where
        named or asked for. A stream that breaks is resumed: nothing is told twice.
        """
        stream = calls.test_many(
            ids, types=types, statuses=statuses, labels=labels, query=query, parallelism=parallelism
        )
        return self._stream(stream)

    def watch(self, *, revision: str = "") -> AsyncIterator[ConnectorEvent]:
        """What happens to the tenant's connectors, in order, as it happens, without end; after `revision`, else from
        now. A stream that breaks is resumed: nothing is left out or told twice.
        """
        return self._stream(calls.watch(revision))

    async def test_runs(
        self,
        connector_id: str,
        *,
        success: bool | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        page_size: int = 100,
    ) -> AsyncIterator[TestRun]:
        """The connector's tests that are kept, newest first. Raises NotFound."""
        cursor: str | None = None
        while True:
            page = await self._send(
                calls.run_page(connector_id, page_size, cursor, success=success, start=start, end=end)
            )
            for run in page.items:
                yield run
            if (cursor := page.cursor) is None:
                return

    async def history(self, connector_id: str, *, days: int | None = None) -> History:
        """How the connector's tests went, in buckets to plot. Raises NotFound."""
        return await self._send(calls.history(connector_id, days))

    async def schedule(self, connector_id: str) -> Schedule:
        """When the connector is tested by itself. Raises NotFound."""
        return await self._send(calls.get_schedule(connector_id))

    async def set_schedule(self, connector_id: str, interval_seconds: int | None) -> Schedule:
        """Has the connector tested every so many seconds; 0: never, None: as the tenant's default says. Raises
        NotFound, InvalidArgument.
        """
        return await self._send(calls.set_schedule(connector_id, interval_seconds))

    async def default_schedule(self) -> int:
        """Every how many seconds connectors are tested that have no interval of their own; 0: never."""
        return await self._send(calls.get_default_schedule())

    async def set_default_schedule(self, interval_seconds: int) -> int:
        """For admins. Raises InvalidArgument."""
        return await self._send(calls.set_default_schedule(interval_seconds))

    async def webhooks(self) -> tuple[Webhook, ...]:
        """The tenant's webhooks, oldest first. For admins, as all that follows of webhooks."""
        return await self._send(webhooks.list_all())

    async def webhook(self, webhook_id: str) -> Webhook:
        """One webhook, and how it fares. Raises NotFound."""
        return await self._send(webhooks.get(webhook_id))

    async def create_webhook(
        self, url: str, *, description: str | None = None, disabled: bool = False, statuses: Sequence[str] = ()
    ) -> Webhook:
        """Adds a URL that is told of status changes; see ConnectorsClient.create_webhook."""
        return await self._send(webhooks.create(url, description=description, disabled=disabled, statuses=statuses))

    async def update_webhook(
        self,
        webhook_id: str,
        *,
        url: str | None = None,
        description: str | None = None,
        disabled: bool | None = None,
    ) -> Webhook:
        """Changes what is given; an empty description clears it. Raises NotFound, InvalidArgument, Aborted."""
        return await self._send(webhooks.update(webhook_id, url=url, description=description, disabled=disabled))

    async def delete_webhook(self, webhook_id: str) -> None:
        """With its secret and what waits to be sent. Raises NotFound."""
        await self._send(webhooks.delete(webhook_id))

    async def rotate_webhook_secret(self, webhook_id: str) -> Webhook:
        """Gives it a new `secret`; for 24 hours the one before signs as well. Raises NotFound, Aborted."""
        return await self._send(webhooks.rotate_secret(webhook_id))

    async def test_webhook(self, webhook_id: str) -> WebhookTest:
        """Sends a test event now. A receiver that does not take it is a result, not an exception. Raises NotFound,
        Throttled, Unavailable."""
        return await self._send(webhooks.test(webhook_id), TEST_TIMEOUT_SECONDS)

    async def types(self, *, category: str | None = None) -> tuple[ConnectorType, ...]:
        """The connector types there are, the tenant's own among them."""
        return await self._send(calls.list_types(category))

    async def type(self, name: str) -> ConnectorType:
        """One type with its schemas. Raises NotFound."""
        return await self._send(calls.get_type(name))

    async def create_type(self, name: str, declaration: Mapping[str, Any]) -> ConnectorType:
        """Adds a type of the tenant's own. Raises InvalidArgument, AlreadyExists."""
        return await self._send(calls.create_type(name, declaration))

    async def update_type(
        self, name: str, declaration: Mapping[str, Any], *, version: int | None = None
    ) -> ConnectorType:
        """Replaces the declaration. Raises NotFound, InvalidArgument; Aborted when `version` is not the stored one."""
        return await self._send(calls.update_type(name, declaration, version))

    async def delete_type(self, name: str) -> None:
        """Raises NotFound; FailedPrecondition while connectors use it."""
        await self._send(calls.delete_type(name))

    async def audit_events(
        self,
        *,
        connector_id: str | None = None,
        user: str | None = None,
        method: str | None = None,
        outcome: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        page_size: int = 100,
    ) -> AsyncIterator[AuditEvent]:
        """What was done and refused in the tenant, newest first."""
        cursor: str | None = None
        while True:
            page = await self._send(
                calls.audit_page(
                    page_size,
                    cursor,
                    connector_id=connector_id,
                    user=user,
                    method=method,
                    outcome=outcome,
                    start=start,
                    end=end,
                )
            )
            for event in page.items:
                yield event
            if (cursor := page.cursor) is None:
                return

    async def _stream(self, stream: Stream[T]) -> AsyncIterator[T]:
        request, failures = stream.request, 0
        stub = self._channel.unary_stream(
            stream.method,
            request_serializer=type(request).SerializeToString,
            response_deserializer=stream.response.FromString,
        )
        while True:
            answers = stub(request, metadata=self._connection.metadata())
            try:
                async for answer in answers:
                    failures, request = 0, stream.after(answer)
                    yield stream.read(answer)
            except grpc.aio.AioRpcError as failed:
                error = error_of(failed.code(), failed.details(), failed.trailing_metadata())
            else:
                return
            finally:
                answers.cancel()
            failures += 1
            delay = self._retry.delay(error, failures, repeatable=True, remaining=self._timeout)
            if delay is None:
                raise error from None
            await asyncio.sleep(delay)

    async def _send(self, call: Call[T], timeout: float | None = None) -> T:
        deadline = time.monotonic() + (self._timeout if timeout is None else timeout)
        stub = self._channel.unary_unary(
            call.method,
            request_serializer=type(call.request).SerializeToString,
            response_deserializer=call.response.FromString,
        )
        attempt = 1
        while True:
            remaining = deadline - time.monotonic()
            try:
                return call.read(await stub(call.request, timeout=remaining, metadata=self._connection.metadata()))
            except grpc.aio.AioRpcError as failed:
                error = error_of(failed.code(), failed.details(), failed.trailing_metadata())
            remaining = deadline - time.monotonic()
            delay = self._retry.delay(error, attempt, repeatable=call.repeatable, remaining=remaining)
            if delay is None:
                raise error from None
            await asyncio.sleep(delay)
            attempt += 1
