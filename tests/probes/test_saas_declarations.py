"""A vendor's file that cannot be meant is refused at the start, with the place that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from probes.vendors import catalogue
from probes.vendors.catalogue import parse_vendor, vendors

# Whose services a title of another name is of; a message may begin with them.
COMPANIES = (
    *("Account Engagement", "Atlassian", "Dataverse", "Entra", "Google", "Intuit", "LinkedIn", "Marketo", "Meta"),
    *("Microsoft", "Pinterest", "Salesforce", "TikTok", "Xero", "Zoho"),
)
GOOD = """
name: acme
title: Acme
category: test
source: https://acme.example/docs
proves: Reads the account.
verifiedAgainst: nothing
base: https://{host}
fields:
  - {name: shop, title: Shop, pattern: '[a-z]{1,9}'}
  - {name: note, title: Note}
values:
  host:
    - {from: config.shop}
    - {is: api.acme.example}
methods:
  - {name: api_key, title: API key, fields: [apiKey], send: {headers: {X-Key: '{apiKey}'}}}
checks:
  - {path: /me, expects: id, proves: [authenticate]}
answers:
  - {status: 401, reason: AUTHENTICATION_FAILED, message: refused, hint: look, field: authConfig.apiKey}
"""


def test_the_example_is_good() -> None:
    assert parse_vendor(GOOD, "acme.yaml").name == "acme"


@pytest.mark.parametrize(
    ("given", "written", "complaint"),
    [
        ("title: Acme", "titel: Acme", "titel"),
        ("title: Acme", "title: 5", "$.title"),
        ("title: Acme", "title: A\ntitle: B", "given twice"),
        ("base: https://{host}", "base: http://{host}", "$.base"),
        ("base: https://{host}", "base: https://{elsewhere}", "elsewhere"),
        ("base: https://{host}", "base: https://{note}", "no grammar"),
        ("from: config.shop", "from: config.absent", "config.absent"),
        ("- {is: api.acme.example}", "- {}", "neither"),
        ("fields: [apiKey]", "fields: [apiKeys]", "apiKeys"),
        ("X-Key: '{apiKey}'", "X-Key: '{token}'", "does not take"),
        ("path: /me", "path: me", "$.checks[0].path"),
        ("path: /me", "path: '/me/{note}'", "no grammar"),
        ("expects: id, ", "", "does not say what it expects"),
        ("proves: [authenticate]", "proves: []", "proves nothing"),
        ("proves: [authenticate]", "proves: [everything]", "$.checks[0].proves"),
        ("proves: [authenticate]", "proves: [authenticate], httpMethod: POST", "only reads"),
        ("proves: [authenticate]", "proves: [authenticate], httpMethod: DELETE", "$.checks[0].httpMethod"),
        ("proves: [authenticate]", "proves: [authenticate], when: config.absent", "config.absent"),
        ("proves: [authenticate]", "proves: [authenticate], when: config.shop", "without a check"),
        ("proves: [authenticate]", "proves: [authenticate], aside: true", "without a check"),
        ("reason: AUTHENTICATION_FAILED", "reason: NOT_MY_DAY", "$.answers[0].reason"),
        ("field: authConfig.apiKey", "field: authConfig.secret", "authConfig.secret"),
        ("hint: look, ", "", "hint"),
        ("methods:", "methods: []\nx:", "x"),
        ("base:", "checked: {date: 2026-11-30, against: [hearsay]}\nbase:", "$.checked.against[0]"),
        ("base:", "checked: {date: 2026-11-30, against: []}\nbase:", "$.checked.against"),
        ("base:", "checked: {date: yesterday, against: [vendor's page]}\nbase:", "$.checked.date"),
    ],
)
def test_a_slip_is_named(given: str, written: str, complaint: str) -> None:
    assert given in GOOD
    with pytest.raises(ValueError, match=r"^acme.yaml: ") as refused:
        parse_vendor(GOOD.replace(given, written, 1), "acme.yaml")
    assert complaint in str(refused.value)


@pytest.mark.parametrize("text", ["", "[]", "- a", "{", "!!python/object/apply:os.system ['true']", "a: &x [*x]"])
def test_what_is_no_declaration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^acme.yaml: "):
        parse_vendor(text, "acme.yaml")


def test_a_file_is_named_after_its_vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.yaml").write_text(GOOD)
    monkeypatch.setattr(catalogue, "_FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"^other.yaml"):
        vendors.__wrapped__()


@pytest.mark.parametrize("vendor", vendors().values(), ids=lambda vendor: vendor.name)
def test_every_refusal_of_a_vendor_says_what_to_do(vendor) -> None:  # type: ignore[no-untyped-def]  # msgspec.Struct
    for rule in vendor.answers:
        assert rule.hint.strip()
        assert rule.message[0].islower() or rule.message.startswith((vendor.title.split()[0], *COMPANIES))
        assert "HTTP" not in rule.message, "the status is added where it is shown"
