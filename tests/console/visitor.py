"""Someone who uses the console: where they click, what they see, what the page must not do meanwhile."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import requests
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

from tests.peers.postgresql import PostgresqlServer

# The events of a page that broke its own policy (CSP Level 3, 5.3) come to this name.
VIOLATIONS = """
window.policyViolations = [];
document.addEventListener("securitypolicyviolation", (event) =>
    window.policyViolations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
# What Chromium says of every answer that is no success, the ones that the tests ask for included.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


class Visitor:
    """`faults`: errors and policy violations of the page so far. `strangers`: what it asked of other hosts."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.tenant = ""
        self.faults: list[str] = []
        self.strangers: list[str] = []
        page.set_default_timeout(15_000)
        page.add_init_script(VIOLATIONS)
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._watch)

    def arrive(self, query: str = "") -> None:
        self.page.goto(f"{self.url}/console{query}")

    def sign_in(self, tenant: str, role: str = "admin", query: str = "") -> None:
        self.tenant = tenant
        self.arrive(query)
        self.page.get_by_label("Tenant").fill(tenant)
        self.page.get_by_label("Role").select_option(role)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()

    def open_list(self) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name="Connectors").click()
        expect(self.heading("Connectors")).to_be_visible()

    def open(self, name: str) -> None:
        """One connector, from the list."""
        self.open_list()
        self.page.get_by_role("link", name=name, exact=True).click()
        expect(self.heading(name)).to_be_visible()

    def edit(self, name: str) -> None:
        self.open(name)
        self.page.get_by_role("link", name="Edit", exact=True).click()
        expect(self.page.get_by_role("button", name="Save and test")).to_be_visible()

    def fill_postgresql(self, server: PostgresqlServer, name: str, password: str) -> None:
        """The form of a new PostgreSQL connector, from the list on."""
        page = self.page
        page.get_by_role("link", name="New connector").click()
        page.get_by_label(re.compile("Search")).fill("postgres")
        page.get_by_role("button", name="PostgreSQL Relational database.").click()
        page.get_by_label("Name required").fill(name)
        self.setting("Host").fill(server.host)
        self.setting("Port").fill(str(server.port))
        self.setting("Database").fill(server.database)
        self.setting("Table").fill("customers")
        self.credential("User name").fill(server.reader)
        self.credential("Password").fill(password)

    def setting(self, title: str) -> Locator:
        return self._input("Settings", title)

    def credential(self, title: str) -> Locator:
        return self._input("Credentials", title)

    def save(self, button: str = "Save and test") -> dict[str, Any]:
        """What was sent."""
        with self.page.expect_request(lambda request: request.method in ("POST", "PUT")) as sent:
            self.page.get_by_role("button", name=button, exact=True).click()
        body: dict[str, Any] = sent.value.post_data_json
        return body

    @property
    def outcome(self) -> Locator:
        """What the last test said."""
        return self.page.locator(".outcome")

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", name=name, exact=True, level=1)

    def has_red(self) -> bool:
        """Whether anything on the page is styled as failing, but for what a click would do."""
        return self.page.locator("main .failing:visible, main .badge.error:visible").count() > 0

    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))

    def policy_violations(self) -> list[str]:
        found: list[str] = self.page.evaluate("window.policyViolations")
        return found

    def call(self, verb: str, path: str, body: Any = None) -> Any:
        """The API, beside the page, as the visitor's tenant."""
        answer = requests.request(
            verb, f"{self.url}/api/v1/{path}", json=body, headers={"X-Tenant-Id": self.tenant}, timeout=30
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def _input(self, group: str, title: str) -> Locator:
        # The label, and after it what marks the field as needed.
        label = re.compile(rf"^{re.escape(title)}( required.*| one of .*)?$")
        return self.page.get_by_role("group", name=group).get_by_label(label)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.match(message.text):
            self.faults.append(message.text)

    def _watch(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.url).netloc:
            self.strangers.append(request.url)
