"""What stands behind fleets of connectors: their history, tests of many, watching, schedules.

A part of the composition root (app.py), which alone imports it.
"""

from __future__ import annotations

from server.history.connector_history import GetConnectorHistory
from server.history.pruning import HistoryPruner
from server.history.runs import ListTestRuns
from server.periodic import Periodic
from server.servicers.history import HistoryServicer
from server.settings import Settings
from server.storage.connector_changes import ConnectorChanges
from server.storage.database import Database
from server.storage.repository import ConnectorRepository
from server.storage.run_retention import RunRetention
from server.storage.test_runs import TestRuns

PRUNE_SECONDS = 3600.0


def history_servicer(database: Database) -> HistoryServicer:
    repository, runs = ConnectorRepository(database), TestRuns(database)
    return HistoryServicer(
        ListTestRuns(repository, runs), GetConnectorHistory(repository, runs, ConnectorChanges(database))
    )


def history_upkeep(settings: Settings, database: Database) -> Periodic:
    pruner = HistoryPruner(RunRetention(database), settings.history_days)
    return Periodic("pruning of the history", PRUNE_SECONDS, pruner.prune)
