"""What is written from the declarations is as they are."""

from probes.registry import connector_types
from scripts.connector_docs import DOCUMENT, document


def test_the_connector_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text() == document(connector_types().values()), "run `make generate`"


def test_every_type_with_a_probe_says_what_it_proves_and_against_which_peer() -> None:
    silent = [
        name for name, kind in connector_types().items() if kind.probe and not (kind.proves and kind.verified_against)
    ]
    assert silent == []
