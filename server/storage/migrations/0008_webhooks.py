"""Webhooks, and what waits to be sent to each. A delivery goes with its webhook, whatever deletes that.

The foreign key to a tenant's key is as connectors have it: a key cannot go while a webhook's secret needs it.
"""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BlobField,
    CompositeKey,
    Database,
    Node,
    PostgresqlDatabase,
    SmallIntegerField,
    TextField,
)


def up(_migrator: Any, database: Database) -> None:
    by_bytes: list[Node] = [SQL('COLLATE "C"' if isinstance(database, PostgresqlDatabase) else "COLLATE BINARY")]

    class Webhook(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(constraints=by_bytes)
        id = TextField(constraints=by_bytes)
        shown_url = TextField()
        description = TextField(null=True)
        statuses = SmallIntegerField()
        disabled = SmallIntegerField()
        sealed = BlobField()
        sealed_under = TextField(constraints=by_bytes)
        secret_version = BigIntegerField()
        previous_until = BigIntegerField(null=True)
        revision = BigIntegerField()
        created_at = BigIntegerField()
        updated_at = BigIntegerField()
        last_delivered_at = BigIntegerField(null=True)
        last_error = TextField(null=True)
        failing_since = BigIntegerField(null=True)
        undelivered = BigIntegerField()

        class Meta:
            table_name = "webhooks"
            primary_key = CompositeKey("tenant", "id")
            constraints = (
                SQL("CONSTRAINT webhooks_sealed_under FOREIGN KEY (sealed_under) REFERENCES tenant_keys (id)"),
            )

    class WebhookDelivery(database.Model):  # type: ignore[name-defined,misc]
        tenant = TextField(constraints=by_bytes)
        webhook_id = TextField(constraints=by_bytes)
        number = BigIntegerField()
        event_id = TextField()
        connector_id = TextField(constraints=by_bytes)
        body = TextField()
        created_at = BigIntegerField()
        due = BigIntegerField()
        claim = TextField(null=True)
        attempts = BigIntegerField()
        ended_at = BigIntegerField(null=True)
        outcome = TextField(null=True)

        class Meta:
            table_name = "webhook_deliveries"
            primary_key = CompositeKey("tenant", "webhook_id", "number")
            constraints = (
                SQL(
                    "CONSTRAINT webhook_deliveries_of FOREIGN KEY (tenant, webhook_id)"
                    " REFERENCES webhooks (tenant, id) ON DELETE CASCADE"
                ),
            )

    database.create_tables([Webhook, WebhookDelivery], safe=False)
    lane = "tenant, webhook_id, connector_id, number"
    for statement in (
        "CREATE INDEX webhooks_by_key ON webhooks (sealed_under)",
        # Of what waits alone: what has ended is only looked for by its age.
        "CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due) WHERE ended_at IS NULL",
        f"CREATE INDEX webhook_deliveries_lane ON webhook_deliveries ({lane}) WHERE ended_at IS NULL",
        "CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (ended_at) WHERE ended_at IS NOT NULL",
    ):
        database.execute_sql(statement)
