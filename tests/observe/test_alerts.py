"""Alert rules and dashboard: right PromQL, about metrics that exist, and alerts that fire when they should."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.observe.families import FAMILIES, Family, Kind

ROOT = Path(__file__).parents[2]
PROMTOOL = ROOT / ".build" / "promtool" / "promtool"
ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yaml"
DASHBOARD = ROOT / "deploy" / "grafana" / "dashboard.json"
NAME = re.compile(r"\b(?<![:\w])(connectors[_:][a-z0-9_:]+)")


def promtool(folder: Path, *arguments: str) -> str:
    """What it says; it must be content."""
    done = subprocess.run([PROMTOOL, *arguments], cwd=folder, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def queries() -> list[str]:
    """The dashboard's, as Grafana would send them."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    found = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    return [query.replace("$__rate_interval", "1m").replace("$job", ".*") for query in found]


def samples(family: Family) -> set[str]:
    if family.kind is Kind.HISTOGRAM:
        return {f"{family.name}_{suffix}" for suffix in ("bucket", "sum", "count")}
    return {family.shown}


def test_the_rules_are_right() -> None:
    assert "SUCCESS" in promtool(ALERTS.parent, "check", "rules", "--lint=all", "--lint-fatal", ALERTS.name)


def test_each_alert_fires_when_it_should_and_none_when_all_is_well(tmp_path: Path) -> None:
    (tmp_path / "alerts.yaml").write_text(ALERTS.read_text())
    tests = (Path(__file__).parent / "alerts_test.yaml").read_text()
    (tmp_path / "alerts_test.yaml").write_text(tests)
    assert "SUCCESS" in promtool(tmp_path, "test", "rules", "alerts_test.yaml")
    untested = [rule["alert"] for rule in rules() if "alert" in rule and f'alertname="{rule["alert"]}"' not in tests]
    assert untested == []


def test_the_dashboards_queries_are_right(tmp_path: Path) -> None:
    made = [{"record": f"query:{number}", "expr": query} for number, query in enumerate(queries())]
    (tmp_path / "queries.yaml").write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": made}]}))
    assert f"{len(made)} rules found" in promtool(tmp_path, "check", "rules", "queries.yaml")


@pytest.mark.parametrize("where", ["alerts", "dashboard"])
def test_they_ask_for_metrics_that_exist_with_labels_that_they_have(where: str) -> None:
    known = {name for family in FAMILIES for name in samples(family)}
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    asked = [str(rule["expr"]) for rule in rules()] if where == "alerts" else queries()
    assert {name for query in asked for name in NAME.findall(query)} - known - recorded == set()
    for family in FAMILIES:
        for name in samples(family):
            for query in asked:
                for selector in re.findall(rf"\b{name}\{{([^}}]*)\}}", query):
                    labels = set(re.findall(r"([a-z_]+)\s*(?:=~|!~|!=|=)", selector))
                    assert labels <= {*family.labels, "job", "instance", "le"}, query


def test_every_metric_is_on_the_dashboard() -> None:
    shown = {name for query in queries() for name in NAME.findall(query)}
    assert [family.shown for family in FAMILIES if not samples(family) & shown] == []


def test_each_alert_says_what_is_wrong_and_whom_it_wakes() -> None:
    for rule in rules():
        if "alert" in rule:
            assert rule["labels"]["severity"] in ("page", "ticket")
            assert rule["annotations"]["summary"]
