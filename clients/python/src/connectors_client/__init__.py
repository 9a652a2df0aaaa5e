"""Client of connector-service.

    >>> from connectors_client import ConnectorsClient
    >>> with ConnectorsClient(address, tenant="docs") as client:
    ...     orders = client.create("orders", "postgresql", config={"host": "db.example.com", "database": "orders"})
    ...     client.get(orders.id).status
    'untested'

`ConnectorsClient` blocks, `AsyncConnectorsClient` is for asyncio; both have the same methods. Every failure is a
`ConnectorsError` of the kind that says what happened: `NotFound`, `InvalidArgument` (with the fields), `Throttled` …
"""

from connectors_client.aio import AsyncConnectorsClient
from connectors_client.client import ConnectorsClient
from connectors_client.connection import Connection
from connectors_client.declarative import ConfigTest, Counts, DesiredConnector, Filter, Plan, PlannedChange
from connectors_client.errors import (
    Aborted,
    AlreadyExists,
    ConnectorsError,
    DeadlineExceeded,
    FailedPrecondition,
    FieldViolation,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ServerFault,
    Throttled,
    Unauthenticated,
    Unavailable,
)
from connectors_client.fleets import (
    Bucket,
    Changes,
    ConnectorEvent,
    Finished,
    FleetEvent,
    History,
    Refused,
    Schedule,
    Started,
    Streak,
    TestRun,
    Waiting,
)
from connectors_client.models import (
    KEEP,
    AuditEvent,
    AuthMethod,
    Connector,
    ConnectorType,
    CredentialMetadata,
    Page,
    Step,
    TestResult,
)
from connectors_client.retry import RetryPolicy
from connectors_client.rotation import CredentialRotation, PreviousCredentials, StagedCredentials, Staging
from connectors_client.webhooks import Webhook, WebhookTest

__all__ = [
    "KEEP",
    "Aborted",
    "AlreadyExists",
    "AsyncConnectorsClient",
    "AuditEvent",
    "AuthMethod",
    "Bucket",
    "Changes",
    "ConfigTest",
    "Connection",
    "Connector",
    "ConnectorEvent",
    "ConnectorType",
    "ConnectorsClient",
    "ConnectorsError",
    "Counts",
    "CredentialMetadata",
    "CredentialRotation",
    "DeadlineExceeded",
    "DesiredConnector",
    "FailedPrecondition",
    "FieldViolation",
    "Filter",
    "Finished",
    "FleetEvent",
    "History",
    "InvalidArgument",
    "NotFound",
    "Page",
    "PermissionDenied",
    "Plan",
    "PlannedChange",
    "PreviousCredentials",
    "Refused",
    "RetryPolicy",
    "Schedule",
    "ServerFault",
    "StagedCredentials",
    "Staging",
    "Started",
    "Step",
    "Streak",
    "TestResult",
    "TestRun",
    "Throttled",
    "Unauthenticated",
    "Unavailable",
    "Waiting",
    "Webhook",
    "WebhookTest",
]
