"""What stands behind webhooks.

A part of the composition root (app.py), which alone imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

from probes.egress.tenant_rules import read_tenant_rules
from server.connectors.probing import Runner
from server.observe import families
from server.observe.metrics import Metrics
from server.periodic import Periodic
from server.servicers.webhooks import WebhookServicer
from server.settings import Settings
from server.storage.database import Database
from server.storage.webhook_deliveries import DeliveryStore
from server.storage.webhooks import WebhookRepository
from server.vault.vault import Vault
from server.webhooks.create import CreateWebhook
from server.webhooks.delete import DeleteWebhook
from server.webhooks.deliveries import Deliveries
from server.webhooks.destination import Destinations
from server.webhooks.get import GetWebhook, ListWebhooks
from server.webhooks.sealing import WebhookSealer
from server.webhooks.sending import Sending
from server.webhooks.test import TestWebhook
from server.webhooks.update import RotateWebhookSecret, UpdateWebhook
from server.webhooks.upkeep import DeliveryUpkeep

MAX_WEBHOOKS = 10  # of a tenant
BOUND_SECONDS = 15.0
PRUNE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class WebhookParts:
    """The calls, and what goes on beside them, in the order in which it stops."""

    servicer: WebhookServicer
    background: tuple[Deliveries | Periodic, ...]


def webhook_parts(
    settings: Settings, database: Database, vault: Vault, *, runner: Runner, metrics: Metrics
) -> WebhookParts:
    webhooks, store = WebhookRepository(database, MAX_WEBHOOKS), DeliveryStore(database)
    sealer = WebhookSealer(vault)
    tenants = read_tenant_rules(settings.egress_tenants) if settings.egress_tenants else {}
    destinations = Destinations(settings.egress_allow, tenants)
    send = Sending(runner, sealer, settings.probe_timeout_seconds)
    get = GetWebhook(webhooks)

    def count(outcome: str, number: int) -> None:
        metrics.add(families.WEBHOOK_DELIVERIES, outcome, amount=number)

    upkeep = DeliveryUpkeep(
        store,
        settings.webhook_days,
        dropped=lambda number: count("dropped", number),
        waiting=lambda number: metrics.show(families.WEBHOOK_WAITING, number),
    )
    return WebhookParts(
        WebhookServicer(
            create=CreateWebhook(webhooks, sealer, destinations),
            list=ListWebhooks(webhooks),
            get=get,
            update=UpdateWebhook(webhooks, sealer, destinations, get),
            delete=DeleteWebhook(webhooks),
            rotate_secret=RotateWebhookSecret(webhooks, sealer),
            test=TestWebhook(webhooks, send),
        ),
        (
            Deliveries(
                store=store, webhooks=webhooks, send=send, count=count, concurrency=settings.webhook_concurrency
            ),
            Periodic("bounding of what waits for webhooks", BOUND_SECONDS, upkeep.bound),
            Periodic("forgetting of ended deliveries", PRUNE_SECONDS, upkeep.prune),
        ),
    )
