"""The services of the contract that are served, in the order a reader of reflection or OpenAPI meets them."""

from __future__ import annotations

from google.protobuf.descriptor import ServiceDescriptor

from connectors.v1 import (
    audit_pb2,
    connector_service_pb2,
    credential_rotation_pb2,
    fleet_pb2,
    history_pb2,
    lease_pb2,
    prober_pb2,
    schedule_pb2,
    sync_pb2,
    webhook_pb2,
)
from server.method_policy import Method, read_methods

SERVICES: tuple[ServiceDescriptor, ...] = (
    connector_service_pb2.DESCRIPTOR.services_by_name["ConnectorService"],
    audit_pb2.DESCRIPTOR.services_by_name["AuditService"],
    sync_pb2.DESCRIPTOR.services_by_name["SyncService"],
    fleet_pb2.DESCRIPTOR.services_by_name["FleetService"],
    history_pb2.DESCRIPTOR.services_by_name["HistoryService"],
    schedule_pb2.DESCRIPTOR.services_by_name["ScheduleService"],
    webhook_pb2.DESCRIPTOR.services_by_name["WebhookService"],
    credential_rotation_pb2.DESCRIPTOR.services_by_name["CredentialRotationService"],
)


# On listeners of their own: in no REST, no OpenAPI and no reflection.
LEASE_SERVICE: ServiceDescriptor = lease_pb2.DESCRIPTOR.services_by_name["CredentialLeaseService"]
PROBER_SERVICE: ServiceDescriptor = prober_pb2.DESCRIPTOR.services_by_name["ProberService"]


def declared_methods() -> tuple[Method, ...]:
    """Every method of every service. A method's name is unique over all of them. Raises PolicyMissing."""
    return tuple(method for service in SERVICES for method in read_methods(service))


def method_named(name: str) -> Method:
    """Raises KeyError."""
    return {method.name: method for method in declared_methods()}[name]
