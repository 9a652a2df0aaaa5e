"""The tables as the code uses them now. The migrations keep their own frozen copies."""

from __future__ import annotations

import peewee


class Connector(peewee.Model):
    """A registered system; its columns are the fields of ConnectorRecord, its size, and its name as lists order it.

    `config` and `labels` are JSON text. A deleted one has `deleted_at`: only what deals with those may see it.
    """

    tenant = peewee.TextField()
    id = peewee.TextField()
    name = peewee.TextField()
    type = peewee.TextField()
    description = peewee.TextField(null=True)
    config = peewee.TextField()
    auth_method = peewee.TextField()
    status = peewee.TextField()
    created_at = peewee.BigIntegerField()
    updated_at = peewee.BigIntegerField()
    revision = peewee.BigIntegerField()
    target_revision = peewee.BigIntegerField()
    secret_version = peewee.BigIntegerField()
    sealed_auth = peewee.BlobField(null=True)
    sealed_config = peewee.BlobField(null=True)
    sealed_under = peewee.TextField(null=True)
    last_tested_at = peewee.BigIntegerField(null=True)
    last_error = peewee.TextField(null=True)
    last_sync_row_count = peewee.BigIntegerField(null=True)
    last_sync_at = peewee.BigIntegerField(null=True)
    credential_fields = peewee.TextField(null=True)
    credential_set_at = peewee.BigIntegerField(null=True)
    credential_set_by = peewee.TextField(null=True)
    credential_version = peewee.BigIntegerField()
    credential_fingerprint = peewee.TextField(null=True)
    bound_destination = peewee.TextField(null=True)
    stored_bytes = peewee.BigIntegerField()
    bytes_change = peewee.BigIntegerField()  # by how much the last change made it larger
    labels = peewee.TextField(null=True)
    folded_name = peewee.TextField()
    deleted_at = peewee.BigIntegerField(null=True)
    purge_at = peewee.BigIntegerField(null=True)

    class Meta:
        table_name = "connectors"
        primary_key = peewee.CompositeKey("tenant", "id")


class TenantTotal(peewee.Model):
    """How many connectors a tenant has and how large they are, and the same of those that are deleted and not yet
    destroyed; kept in the transactions that change it."""

    tenant = peewee.TextField(primary_key=True)
    total = peewee.BigIntegerField()
    bytes = peewee.BigIntegerField()
    deleted = peewee.BigIntegerField()
    deleted_bytes = peewee.BigIntegerField()

    class Meta:
        table_name = "tenant_totals"


class ConnectorLabel(peewee.Model):
    """A connector's label, for filters; it goes with its connector."""

    tenant = peewee.TextField()
    label = peewee.TextField()
    value = peewee.TextField()
    connector_id = peewee.TextField()

    class Meta:
        table_name = "connector_labels"
        primary_key = peewee.CompositeKey("tenant", "label", "value", "connector_id")


class CreateRequest(peewee.Model):
    """A request that has created a connector: a keyed digest of it, and what its answer was made of."""

    tenant = peewee.TextField()
    request_id = peewee.TextField()
    digest = peewee.BlobField()
    connector_id = peewee.TextField()
    caller = peewee.TextField()
    created_at = peewee.BigIntegerField()

    class Meta:
        table_name = "create_requests"
        primary_key = peewee.CompositeKey("tenant", "request_id")


class TenantKey(peewee.Model):
    """WrappedKey by id."""

    id = peewee.TextField(primary_key=True)
    tenant = peewee.TextField()
    purpose = peewee.TextField()
    kek_id = peewee.TextField()
    wrapped = peewee.BlobField()
    created_at = peewee.BigIntegerField()

    class Meta:
        table_name = "tenant_keys"


class KeptCredential(peewee.Model):
    """Credentials beside a connector's own; its columns are the fields of KeptCredentials. `fields` is a JSON array."""

    tenant = peewee.TextField()
    connector_id = peewee.TextField()
    part = peewee.TextField()
    id = peewee.TextField()
    auth_method = peewee.TextField()
    fields = peewee.TextField()
    set_at = peewee.BigIntegerField(null=True)
    set_by = peewee.TextField(null=True)
    version = peewee.BigIntegerField()
    fingerprint = peewee.TextField()
    target_revision = peewee.BigIntegerField()
    bound_destination = peewee.TextField(null=True)
    expires_at = peewee.BigIntegerField()
    sealed = peewee.BlobField()
    sealed_under = peewee.TextField()

    class Meta:
        table_name = "credential_rotations"
        primary_key = peewee.CompositeKey("tenant", "connector_id", "part")


class KeyCheck(peewee.Model):
    """One row: a value that only the right keyring opens."""

    id = peewee.IntegerField(primary_key=True)
    sealed = peewee.BlobField()

    class Meta:
        table_name = "key_checks"


class AuditTrail(peewee.Model):
    """Where a tenant's trail stands: the numbers of its last and its last sealed event, and how many are kept."""

    tenant = peewee.TextField(primary_key=True)
    last_number = peewee.BigIntegerField()
    last_time = peewee.BigIntegerField()
    sealed_number = peewee.BigIntegerField()
    total = peewee.BigIntegerField()

    class Meta:
        table_name = "audit_trails"


class AuditEntry(peewee.Model):
    """One event; numbered from 1 in its tenant. `changed_fields` is a JSON array of paths."""

    tenant = peewee.TextField()
    number = peewee.BigIntegerField()
    time = peewee.BigIntegerField()
    caller = peewee.TextField()
    role = peewee.TextField()
    method = peewee.TextField()
    connector_id = peewee.TextField(null=True)
    connector_type = peewee.TextField(null=True)
    changed_fields = peewee.TextField()
    outcome = peewee.TextField()
    reason = peewee.TextField()
    request_id = peewee.TextField()
    source_address = peewee.TextField()
    count = peewee.BigIntegerField()

    class Meta:
        table_name = "audit_entries"
        primary_key = peewee.CompositeKey("tenant", "number")


class AuditSeal(peewee.Model):
    """A sealed batch of one tenant's events, and its place in the one chain of all batches."""

    number = peewee.BigIntegerField(primary_key=True)
    tenant = peewee.TextField()
    first_number = peewee.BigIntegerField()
    last_number = peewee.BigIntegerField()
    last_time = peewee.BigIntegerField()
    sealed_at = peewee.BigIntegerField()
    digest = peewee.BlobField()
    key_id = peewee.TextField()
    tag = peewee.BlobField()

    class Meta:
        table_name = "audit_seals"


class AuditChain(peewee.Model):
    """One row: the head of the chain of seals, and how far it was pruned."""

    id = peewee.IntegerField(primary_key=True)
    head_number = peewee.BigIntegerField()
    head_tag = peewee.BlobField()
    pruned_number = peewee.BigIntegerField()
    pruned_tag = peewee.BlobField()
    base_key_id = peewee.TextField()
    base_tag = peewee.BlobField()

    class Meta:
        table_name = "audit_chain"


class StoredRun(peewee.Model):
    """A kept test (TestRun). `steps` is JSON text; `success` is 0 or 1."""

    tenant = peewee.TextField()
    connector_id = peewee.TextField()
    id = peewee.TextField()
    started_at = peewee.BigIntegerField()
    latency_ms = peewee.BigIntegerField()
    success = peewee.SmallIntegerField()
    level = peewee.SmallIntegerField()
    reason = peewee.TextField(null=True)
    field = peewee.TextField(null=True)
    message = peewee.TextField()
    hint = peewee.TextField(null=True)
    warning = peewee.TextField(null=True)
    steps = peewee.TextField()
    target_revision = peewee.BigIntegerField()
    credential_version = peewee.BigIntegerField()
    cause = peewee.TextField()
    fleet = peewee.TextField(null=True)
    position = peewee.BigIntegerField(null=True)
    event_number = peewee.BigIntegerField(null=True)

    class Meta:
        table_name = "test_runs"
        primary_key = peewee.CompositeKey("tenant", "connector_id", "id")


class CheckSchedule(peewee.Model):
    """When a connector is tested next (microseconds since the epoch), and every how many seconds: NULL is its tenant's
    default, 0 never. `claim` names who makes the run, until `next_run`."""

    tenant = peewee.TextField()
    connector_id = peewee.TextField()
    interval_seconds = peewee.BigIntegerField(null=True)
    next_run = peewee.BigIntegerField()
    claim = peewee.TextField(null=True)
    failures = peewee.BigIntegerField()

    class Meta:
        table_name = "check_schedules"
        primary_key = peewee.CompositeKey("tenant", "connector_id")


class CheckDefault(peewee.Model):
    """How often a tenant's connectors are tested that have no interval of their own."""

    tenant = peewee.TextField(primary_key=True)
    interval_seconds = peewee.BigIntegerField()

    class Meta:
        table_name = "check_defaults"


class OwnConnectorType(peewee.Model):
    """A connector type that a tenant declared; its columns are the fields of OwnTypeRecord."""

    tenant = peewee.TextField()
    name = peewee.TextField()
    declaration = peewee.TextField()
    version = peewee.BigIntegerField()
    created_at = peewee.BigIntegerField()
    updated_at = peewee.BigIntegerField()

    class Meta:
        table_name = "connector_types"
        primary_key = peewee.CompositeKey("tenant", "name")


class OwnConnectorTypeTotal(peewee.Model):
    """How many a tenant has, kept in the transactions that insert and delete them."""

    tenant = peewee.TextField(primary_key=True)
    total = peewee.BigIntegerField()

    class Meta:
        table_name = "connector_type_totals"
