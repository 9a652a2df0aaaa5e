"""Everyone can use it: with a screen reader, by keyboard, in the dark, on a narrow screen (WCAG 2.2, by axe-core)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.console.visitor import Visitor
from tests.e2e.plugin import Neighbourhood

VIEWS = ("sign-in", "list", "types", "form", "failed", "passed", "audit")


def views(visitor: Visitor, neighbourhood: Neighbourhood, tenant: str) -> Iterator[str]:
    """Goes from view to view, and says where it is when all is drawn."""
    page, server = visitor.page, neighbourhood.postgresql
    visitor.arrive()
    yield "sign-in"
    visitor.sign_in(tenant)
    visitor.fill_postgresql(server, "Orders", "wrong")
    yield "form"
    visitor.save()
    expect(visitor.outcome).to_contain_text("What to do:")
    yield "failed"
    visitor.edit("Orders")
    visitor.credential("Password").fill(server.reader_password)
    visitor.save()
    expect(visitor.outcome).to_contain_text("succeeded")
    yield "passed"
    visitor.open_list()
    expect(page.get_by_role("row")).to_have_count(2)
    yield "list"
    page.get_by_role("link", name="New connector").click()
    expect(page.get_by_role("button", name="PostgreSQL Relational database.")).to_be_visible()
    yield "types"
    page.get_by_role("link", name="Audit").click()
    expect(page.get_by_role("row").nth(2)).to_be_visible()
    yield "audit"


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visitor: Visitor, neighbourhood: Neighbourhood, tenant: str
) -> None:
    """In light and in dark, as the system asks for it; and on a screen of 360 pixels."""
    page = visitor.page
    found: dict[str, list[str]] = {}
    wide, seen = [], []
    for view in views(visitor, neighbourhood, tenant):
        seen.append(view)
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme=theme)
            expect(page.locator("html")).to_have_attribute("data-theme", theme)
            for violation in axe_violations(page):
                found[f"{view} in {theme}: {violation['id']}"] = [node["html"] for node in violation["nodes"]]
        page.set_viewport_size({"width": 360, "height": 740})
        wide += [view] if visitor.scrolls_sideways() else []
        page.set_viewport_size({"width": 1200, "height": 800})
    assert sorted(seen) == sorted(VIEWS)
    assert found == {}
    assert wide == []


def axe_violations(page: Page) -> list[dict[str, Any]]:
    """All that axe objects to, minor things included. Its script stays in the document that it was put into."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[dict[str, Any]] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return found


def test_the_theme_that_was_chosen_stays(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.page.get_by_role("button", name="Dark theme").click()
    visitor.page.reload()
    expect(visitor.page.get_by_role("button", name="Light theme")).to_be_visible()
    assert visitor.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 31)"


def test_the_keyboard_is_enough(visitor: Visitor, tenant: str) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    visitor.tenant = tenant
    visitor.call("POST", "connectors", {"name": "Old", "type": "rest_api", "authMethod": "none"})
    visitor.arrive()
    expect(page.get_by_label("Tenant")).to_be_focused()
    keys.type(tenant)
    keys.press("Enter")
    expect(visitor.heading("Connectors")).to_be_focused()
    page.get_by_role("link", name="Old", exact=True).press("Enter")
    expect(visitor.heading("Old")).to_be_focused()
    delete = page.get_by_role("button", name="Delete", exact=True)
    delete.press("Enter")
    dialog = page.get_by_role("dialog", name="Delete Old?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    expect(delete).to_be_focused()
    page.get_by_role("link", name="Edit", exact=True).press("Enter")
    page.get_by_label("Name required").fill("")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.get_by_text("a connector needs a name")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_focused()
    keys.press("Home")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.locator(".skip").focus()
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_what_happens_is_said_aloud(visitor: Visitor, neighbourhood: Neighbourhood, tenant: str) -> None:
    config = {"url": neighbourhood.http.url + "/guarded"}
    visitor.sign_in(tenant)
    visitor.call("POST", "connectors", {"name": "Guarded", "type": "rest_api", "config": config, "authMethod": "none"})
    visitor.open("Guarded")
    visitor.page.get_by_role("button", name="Test", exact=True).click()
    said = visitor.page.locator("[aria-live=polite]")
    expect(said).to_contain_text("Failed: ")
    expect(said).to_contain_text("401")
