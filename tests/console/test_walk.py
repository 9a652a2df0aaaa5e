"""A new user walks through the console: from the sign-in to a connector that works, and back to none."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.console.visitor import Visitor
from tests.e2e.plugin import Neighbourhood
from tests.e2e.service import Service

SCREENSHOTS = Path(__file__).parent.parent.parent / "docs" / "images"
# `make screenshots` sets it: the pictures of the README are taken on the way.
TAKES_PICTURES = "CONSOLE_SCREENSHOTS" in os.environ


def picture(visitor: Visitor, name: str, *, full_page: bool = False) -> None:
    if TAKES_PICTURES:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        visitor.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        path = SCREENSHOTS / f"console-{name}.png"
        visitor.page.screenshot(path=path, animations="disabled", full_page=full_page)


@pytest.fixture
def shown_tenant(tenant: str) -> str:
    """In a picture, a name that a person would choose."""
    return "acme" if TAKES_PICTURES else tenant


def test_a_new_user_finds_what_is_wrong_and_mends_it(
    visitor: Visitor, neighbourhood: Neighbourhood, shown_tenant: str
) -> None:
    page, server = visitor.page, neighbourhood.postgresql
    visitor.sign_in(shown_tenant)
    expect(page.get_by_text("No connectors yet.")).to_be_visible()

    visitor.fill_postgresql(server, "Orders", "not the password")
    picture(visitor, "form", full_page=True)
    created = visitor.save()
    assert created["config"] == {"host": "127.0.0.1", "port": server.port, "database": "app", "table": "customers"}
    assert created["authConfig"] == {"username": server.reader, "password": "not the password"}
    failed = page.get_by_role("list", name="Steps").get_by_role("listitem").last
    expect(failed).to_contain_text("Authenticate")
    expect(failed).to_contain_text("failed")
    expect(visitor.outcome).to_contain_text("What to do:")
    expect(visitor.outcome).to_contain_text("AUTHENTICATION_FAILED")
    assert visitor.has_red()
    picture(visitor, "failing-test", full_page=True)

    page.get_by_role("link", name="authConfig.password").click()
    expect(visitor.credential("Password")).to_be_focused()
    assert visitor.credential("Password").get_attribute("placeholder") == "Leave blank to keep existing"
    visitor.credential("Password").fill(server.reader_password)
    mended = visitor.save()
    assert mended["authConfig"] == {"password": server.reader_password, "username": "********"}
    expect(visitor.outcome).to_contain_text("Connection test succeeded")
    expect(visitor.outcome).to_contain_text("Proven: Resource readable")
    expect(page.locator(".facts .badge").first).to_contain_text("active")
    assert not visitor.has_red()

    page.get_by_role("link", name="Edit", exact=True).click()
    visitor.page.get_by_label("Description").fill("The shop's orders")
    untouched = visitor.save()
    assert "authConfig" not in untouched
    expect(visitor.outcome).to_contain_text("Connection test succeeded")
    expect(page.get_by_text("The shop's orders")).to_be_visible()
    assert not visitor.has_red()

    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No connectors yet.")).to_be_visible()
    assert visitor.call("GET", "connectors")["pagination"]["total"] == 0


def furnish(visitor: Visitor, neighbourhood: Neighbourhood, count: int) -> None:
    """`count` connectors: one in ten leads nowhere, the others to a web server that answers."""
    for number in range(count):
        broken = number % 10 == 3
        port = neighbourhood.closed_port if broken else neighbourhood.http.port
        body = {
            "name": f"Feed {number:02}",
            "type": "webhook" if number % 4 == 0 else "rest_api",
            "config": {"url": f"http://127.0.0.1:{port}/open"},
            "authMethod": "none",
        }
        visitor.call("POST", "connectors", body)


def test_forty_are_tested_while_the_bar_moves(
    visitor: Visitor, neighbourhood: Neighbourhood, shown_tenant: str
) -> None:
    page = visitor.page
    visitor.tenant = shown_tenant
    furnish(visitor, neighbourhood, 40)
    visitor.sign_in(shown_tenant)
    expect(page.locator("#summary")).to_have_text("40 connectors")
    # The service refuses one test on the way, as it does beyond 100 in a minute: that one is waited for, not lost.
    refusals = iter([True])

    page.route(
        "**/connectors/test",
        lambda route: (
            route.fulfill(status=429, headers={"retry-after": "1"}, json={"message": "too many", "details": []})
            if next(refusals, False)
            else route.continue_()
        ),
    )
    page.evaluate(
        """() => {
            window.seen = [];
            new MutationObserver(() => {
                const bar = document.querySelector("progress");
                if (bar) window.seen.push(bar.value);
            }).observe(document.body, {subtree: true, attributes: true, childList: true});
        }"""
    )
    page.get_by_role("button", name="Test all").click()
    expect(page.get_by_role("region", name="Test all")).to_contain_text(
        "40 of 40 tested: 36 active, 4 failed", timeout=60_000
    )
    seen = page.evaluate("[...new Set(window.seen)]")
    assert seen == sorted(seen)
    assert len(seen) > 20
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    picture(visitor, "list")
    if TAKES_PICTURES:
        take_dark_and_narrow(visitor)
    assert {one["status"] for one in visitor.call("GET", "connectors?limit=100")["data"]} == {"active", "error"}


def take_dark_and_narrow(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("button", name="Dark theme").click()
    picture(visitor, "dark")
    page.set_viewport_size({"width": 360, "height": 740})
    picture(visitor, "narrow")


def test_a_test_of_all_can_be_stopped(visitor: Visitor, neighbourhood: Neighbourhood, tenant: str) -> None:
    page = visitor.page
    visitor.tenant = tenant
    for number in range(6):
        config = {"host": "127.0.0.1", "port": neighbourhood.silent_port, "database": f"db{number}"}
        login = {"username": "u", "password": "p"}
        body = {"type": "postgresql", "config": config, "authMethod": "password", "authConfig": login}
        visitor.call("POST", "connectors", {"name": f"Silent {number}", **body})
    visitor.sign_in(tenant)
    page.get_by_role("button", name="Test all").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("region", name="Test all")).to_contain_text("0 of 6 tested: 0 active, 0 failed – stopped")
    expect(page.get_by_role("button", name="Test all")).to_be_enabled()


def test_filters_stand_in_the_url_and_narrow_what_is_tested(
    visitor: Visitor, neighbourhood: Neighbourhood, tenant: str
) -> None:
    page = visitor.page
    visitor.tenant = tenant
    furnish(visitor, neighbourhood, 8)
    visitor.sign_in(tenant, query="?type=webhook&status=untested")
    expect(page.get_by_text("2 of 8 connectors")).to_be_visible()
    expect(page.get_by_role("button", name="Test the 2 listed")).to_be_enabled()
    page.get_by_label("Type").select_option("")
    page.get_by_label("Status").select_option("")
    page.get_by_label("Search").fill("feed 03")
    expect(page.get_by_text("1 of 8 connectors")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query) == {"q": ["feed 03"], "tenant": [tenant]}
    page.get_by_role("link", name="Feed 03", exact=True).click()
    expect(visitor.heading("Feed 03")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("1 of 8 connectors")).to_be_visible()
    expect(page.get_by_label("Search")).to_have_value("feed 03")
    page.get_by_role("button", name="Test Feed 03").click()
    expect(page.get_by_role("row", name=re.compile("Feed 03"))).to_contain_text("nothing accepts connections")


def test_history_tells_what_was_changed_since_it_worked(
    visitor: Visitor, neighbourhood: Neighbourhood, tenant: str
) -> None:
    visitor.tenant = tenant
    config = {"url": f"http://127.0.0.1:{neighbourhood.http.port}/open"}
    made = {"name": "Feed", "type": "rest_api", "config": config, "authMethod": "none"}
    connector = visitor.call("POST", "connectors", made)
    visitor.call("POST", "connectors/test", {"id": connector["id"]})
    gone = {"url": f"http://127.0.0.1:{neighbourhood.closed_port}/"}
    visitor.call("PUT", "connectors", {"id": connector["id"], "config": gone})
    visitor.sign_in(tenant)
    visitor.open("Feed")
    expect(visitor.page.get_by_role("img", name=re.compile("1 of 1 tests succeeded"))).to_be_visible()
    visitor.page.get_by_role("button", name="Test", exact=True).click()
    expect(visitor.page.get_by_role("img", name=re.compile(r"1 of 2 tests succeeded \(50 %"))).to_be_visible()
    expect(visitor.page.locator("#changes")).to_contain_text("changed here: config.url.")


def test_an_open_circuit_says_when_to_come_back(visitor: Visitor, neighbourhood: Neighbourhood, tenant: str) -> None:
    page = visitor.page
    visitor.sign_in(tenant)
    config = {"url": f"http://127.0.0.1:{neighbourhood.closed_port}/"}
    visitor.call("POST", "connectors", {"name": "Gone", "type": "rest_api", "config": config, "authMethod": "none"})
    visitor.open("Gone")
    for _ in range(6):
        page.get_by_role("button", name="Test", exact=True).click()
        expect(visitor.outcome.locator(".box")).to_be_visible()
        expect(page.get_by_role("button", name="Test", exact=True)).to_be_enabled()
    expect(visitor.outcome).to_contain_text("Circuit breaker: open. The next probe may go out at")
    assert visitor.outcome.locator(".failing").count() == 0


def test_a_warning_stands_apart_from_an_error(visitor: Visitor, neighbourhood: Neighbourhood, tenant: str) -> None:
    """PostgreSQL without an SSL mode: it works, and nobody vouches for the server's name."""
    visitor.sign_in(tenant)
    visitor.fill_postgresql(neighbourhood.postgresql, "Orders", neighbourhood.postgresql.reader_password)
    visitor.save()
    expect(visitor.outcome.locator(".passed")).to_contain_text("Connection test succeeded")
    expect(visitor.outcome.locator(".warning")).to_contain_text("Warning: ")
    assert not visitor.has_red()


def test_steps_appear_as_they_finish(visitor: Visitor, neighbourhood: Neighbourhood, tenant: str) -> None:
    """A peer that accepts the connection and then says nothing: the first steps are told long before the last."""
    page = visitor.page
    visitor.sign_in(tenant)
    config = {"host": "127.0.0.1", "port": neighbourhood.silent_port, "database": "app"}
    login = {"username": "u", "password": "p"}
    body = {"name": "Silent", "type": "postgresql", "config": config, "authMethod": "password", "authConfig": login}
    visitor.call("POST", "connectors", body)
    visitor.open("Silent")
    page.get_by_role("button", name="Test", exact=True).click()
    steps = page.get_by_role("list", name="Steps").get_by_role("listitem")
    expect(steps.filter(has_text="Connect")).to_be_visible()
    assert visitor.outcome.inner_text() == "Testing…"
    before = steps.count()
    expect(visitor.outcome).to_contain_text("TIMEOUT")
    assert steps.count() > before


def test_a_parked_connector_can_be_tested_and_put_back(
    visitor: Visitor, neighbourhood: Neighbourhood, tenant: str
) -> None:
    page = visitor.page
    visitor.sign_in(tenant)
    config = {"url": neighbourhood.http.url + "/open"}
    visitor.call("POST", "connectors", {"name": "Feed", "type": "rest_api", "config": config, "authMethod": "none"})
    visitor.open("Feed")
    status = page.locator(".facts .badge").first
    page.get_by_role("button", name="Park", exact=True).click()
    expect(status).to_contain_text("inactive")
    page.get_by_role("button", name="Unpark", exact=True).click()
    expect(status).to_contain_text("untested")
    page.get_by_role("button", name="Test", exact=True).click()
    expect(status).to_contain_text("active")
    [connector] = visitor.call("GET", "connectors")["data"]
    visitor.call("DELETE", f"connectors?id={connector['id']}")
    page.get_by_role("button", name="Park", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("no connector with this id")


def test_bound_credentials_go_elsewhere_only_when_someone_says_so(
    browser: Browser, start_service: Callable[..., Service], neighbourhood: Neighbourhood, tenant: str
) -> None:
    service = start_service(credential_binding="true", workers="1", egress_allow=neighbourhood.rules)
    origin = neighbourhood.http
    with browser.new_context() as context:
        visitor = Visitor(context.new_page(), service.url)
        visitor.sign_in(tenant)
        body = {"name": "Feed", "type": "rest_api", "authMethod": "basic", "config": {"url": f"{origin.url}/guarded"}}
        login = {"username": origin.user, "password": origin.password}
        visitor.call("POST", "connectors", {**body, "authConfig": login})
        visitor.edit("Feed")
        visitor.setting("URL").fill(f"http://localhost:{origin.port}/guarded")
        visitor.save()
        expect(visitor.outcome).to_contain_text("CREDENTIAL_REBIND_REQUIRED")
        visitor.page.get_by_role("button", name="The credentials may go there").click()
        expect(visitor.outcome).to_contain_text("Connection test succeeded")
        assert visitor.faults == []


def test_a_viewer_is_shown_what_a_viewer_may_do(visitor: Visitor, tenant: str) -> None:
    visitor.tenant = tenant
    visitor.call("POST", "connectors", {"name": "Seen", "type": "rest_api", "authMethod": "none"})
    visitor.sign_in(tenant, "viewer")
    visitor.open("Seen")
    for name in ("Test", "Delete", "Park", "Edit"):
        assert visitor.page.get_by_text(name, exact=True).count() == 0
    assert visitor.page.get_by_role("link", name="Audit").count() == 0
