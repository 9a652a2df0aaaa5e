"""The tables of webhooks as the code uses them now; beside models.py."""

from __future__ import annotations

import peewee


class Webhook(peewee.Model):
    """A webhook; its columns are the fields of WebhookRecord. `statuses` is a set of bits (STATUS_BITS), `disabled` 0
    or 1."""

    tenant = peewee.TextField()
    id = peewee.TextField()
    shown_url = peewee.TextField()
    description = peewee.TextField(null=True)
    statuses = peewee.SmallIntegerField()
    disabled = peewee.SmallIntegerField()
    sealed = peewee.BlobField()
    sealed_under = peewee.TextField()
    secret_version = peewee.BigIntegerField()
    previous_until = peewee.BigIntegerField(null=True)
    revision = peewee.BigIntegerField()
    created_at = peewee.BigIntegerField()
    updated_at = peewee.BigIntegerField()
    last_delivered_at = peewee.BigIntegerField(null=True)
    last_error = peewee.TextField(null=True)
    failing_since = peewee.BigIntegerField(null=True)
    undelivered = peewee.BigIntegerField()

    class Meta:
        table_name = "webhooks"
        primary_key = peewee.CompositeKey("tenant", "id")


class WebhookDelivery(peewee.Model):
    """An event on its way to one webhook. `number` is the event's in the tenant's audit trail, so the order of commits;
    `due` is in microseconds since the epoch, `ended_at` in milliseconds, NULL while it waits. `claim` names who sends
    it, until `due`."""

    tenant = peewee.TextField()
    webhook_id = peewee.TextField()
    number = peewee.BigIntegerField()
    event_id = peewee.TextField()
    connector_id = peewee.TextField()
    body = peewee.TextField()
    created_at = peewee.BigIntegerField()
    due = peewee.BigIntegerField()
    claim = peewee.TextField(null=True)
    attempts = peewee.BigIntegerField()
    ended_at = peewee.BigIntegerField(null=True)
    outcome = peewee.TextField(null=True)

    class Meta:
        table_name = "webhook_deliveries"
        primary_key = peewee.CompositeKey("tenant", "webhook_id", "number")
