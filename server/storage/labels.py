"""Connectors by their labels, kept beside the connectors' own rows for filters. They go with their connector."""

from __future__ import annotations

from collections.abc import Mapping

from server.storage.database import Database, Transaction
from server.storage.models import ConnectorLabel
from server.storage.statement import parameter


class LabelIndex:
    """Every method runs in the transaction that writes the connector."""

    def __init__(self, database: Database) -> None:
        columns = (ConnectorLabel.tenant, ConnectorLabel.label, ConnectorLabel.value, ConnectorLabel.connector_id)
        self._insert = database.compile(ConnectorLabel.insert({column: parameter(column.name) for column in columns}))
        self._clear = database.compile(
            ConnectorLabel.delete().where(
                (ConnectorLabel.tenant == parameter("tenant"))
                & (ConnectorLabel.connector_id == parameter("connector_id"))
            )
        )

    def add(self, transaction: Transaction, tenant: str, connector_id: str, labels: Mapping[str, str]) -> None:
        for label, value in labels.items():
            transaction.run(self._insert, tenant=tenant, connector_id=connector_id, label=label, value=value)

    def replace(self, transaction: Transaction, tenant: str, connector_id: str, labels: Mapping[str, str]) -> None:
        transaction.run(self._clear, tenant=tenant, connector_id=connector_id)
        self.add(transaction, tenant, connector_id, labels)
