"""One Chromium for the tests of the console, and a page of its own for each."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.console.visitor import Visitor
from tests.e2e.service import Service
from tests.peers.process import find_program

# A bound against hanging: other tests share the machine.
expect.set_options(timeout=20_000)


# For this package and no longer: Playwright leaves an event loop running in its thread, where others call asyncio.run.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; Playwright's own browsers are not downloaded."""
    with sync_playwright() as playwright:
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        started = playwright.chromium.launch(executable_path=find_program("chromium"), args=as_root)
        yield started
        started.close()


@pytest.fixture
def visitor(browser: Browser, service: Service) -> Iterator[Visitor]:
    """A new user with a browser that has seen nothing. Fails the test when the page misbehaved meanwhile."""
    context = browser.new_context(viewport={"width": 1200, "height": 800}, locale="en-GB", timezone_id="UTC")
    arrived = Visitor(context.new_page(), service.url)
    yield arrived
    context.close()
    assert arrived.faults == []
    assert arrived.strangers == []
