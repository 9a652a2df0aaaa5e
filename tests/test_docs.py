"""What is written from the declarations is as they are."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from probes.registry import connector_types
from probes.vendors.catalogue import vendors
from probes.vendors.declaration import Checked
from scripts import connector_docs
from scripts.connector_docs import DOCUMENT, NOT_COMPARED, document


def test_the_connector_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text() == document(connector_types().values()), "run `make generate`"


def test_every_type_with_a_probe_says_what_it_proves_and_against_which_peer() -> None:
    silent = [
        name for name, kind in connector_types().items() if kind.probe and not (kind.proves and kind.verified_against)
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("checked", "said"),
    [
        (Checked(date=date(2026, 11, 30), against=("vendor's page",)), "| vendor's page, 2026-11-30 |"),
        (None, f"| {NOT_COMPARED} |"),
    ],
    ids=["compared", "not compared"],
)
def test_the_document_says_with_what_the_facts_of_a_vendor_were_compared(
    checked: Checked | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stripe = msgspec.structs.replace(vendors()["stripe"], checked=checked)
    monkeypatch.setattr(connector_docs, "vendors", lambda: {**vendors(), "stripe": stripe})
    [row] = [line for line in document(connector_types().values()).splitlines() if line.startswith("| [`stripe`]")]
    assert row.endswith(said)


def test_a_type_that_is_no_vendors_is_compared_with_its_server_alone() -> None:
    [row] = [line for line in document(connector_types().values()).splitlines() if line.startswith("| [`postgresql`]")]
    assert row.endswith("|  |")


def test_no_vendor_was_compared_tomorrow() -> None:
    today = datetime.now(UTC).date()
    early = {name: vendor.checked.date for name, vendor in vendors().items() if vendor.checked}
    assert {name: day for name, day in early.items() if day > today} == {}
