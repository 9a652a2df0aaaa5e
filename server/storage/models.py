"""The tables as the code uses them now. The migrations keep their own frozen copies."""

from __future__ import annotations

import peewee


class Connector(peewee.Model):
    """A registered system; its columns are the fields of ConnectorRecord. `config` is JSON text."""

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
    last_tested_at = peewee.BigIntegerField(null=True)
    last_error = peewee.TextField(null=True)
    last_sync_row_count = peewee.BigIntegerField(null=True)
    last_sync_at = peewee.BigIntegerField(null=True)

    class Meta:
        table_name = "connectors"
        primary_key = peewee.CompositeKey("tenant", "id")


class TenantTotal(peewee.Model):
    """How many connectors a tenant has, kept in the transactions that insert and delete them."""

    tenant = peewee.TextField(primary_key=True)
    total = peewee.BigIntegerField()

    class Meta:
        table_name = "tenant_totals"


class KeyCheck(peewee.Model):
    """One row: a value that only the right keyring opens."""

    id = peewee.IntegerField(primary_key=True)
    sealed = peewee.BlobField()

    class Meta:
        table_name = "key_checks"
