"""Secrets go to the service and nowhere else: not into the page, its URL, its storage, or an answer."""

from __future__ import annotations

from playwright.sync_api import Error, Response, expect

from tests.console.visitor import Visitor
from tests.e2e.plugin import Neighbourhood

# All that a script of the page could read, and all that would be there for the next visitor.
EVERYTHING = """
() => JSON.stringify([
    document.documentElement.outerHTML,
    [...document.querySelectorAll("input, textarea, select")].map((one) => one.value),
    location.href, document.title, document.cookie, history.state,
    {...localStorage}, {...sessionStorage},
])
"""


def test_no_secret_stays_behind(visitor: Visitor, neighbourhood: Neighbourhood, tenant: str) -> None:
    page, server = visitor.page, neighbourhood.postgresql
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    visitor.sign_in(tenant)
    visitor.fill_postgresql(server, "Orders", server.reader_password)
    dsn = f"postgresql://{server.reader}:canary-of-the-dsn@{server.host}:{server.port}/{server.database}"
    visitor.setting("Connection string").fill(dsn)
    visitor.save("Save")
    expect(visitor.heading("Orders")).to_be_visible()
    places = [page.evaluate(EVERYTHING)]
    visitor.edit("Orders")
    expect(visitor.setting("Connection string")).to_have_value(dsn.replace("canary-of-the-dsn", "********"))
    places.append(page.evaluate(EVERYTHING))
    page.go_back()
    page.go_back()
    places.append(page.evaluate(EVERYTHING))
    places += [body for answer in answers if "/api/v1/" in answer.url and (body := _body(answer))]
    assert len(places) > 6
    for secret in (server.reader_password, "canary-of-the-dsn"):
        assert [place for place in places if secret in place] == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def _body(answer: Response) -> str | None:
    """None where the browser kept none: a redirect has no body, and one that was cut off is dropped."""
    try:
        return answer.text()
    except Error:
        return None


def test_an_update_sends_what_was_entered_and_the_mask_for_the_rest(
    visitor: Visitor, neighbourhood: Neighbourhood, tenant: str
) -> None:
    page, server = visitor.page, neighbourhood.postgresql
    visitor.sign_in(tenant)
    body = {
        "name": "Orders",
        "type": "postgresql",
        # By other names than the form's own, beside one that the type does not know.
        "config": {"host": server.host, "port": server.port, "dbname": server.database, "team": {"name": "blue"}},
        "authMethod": "password",
        "authConfig": {"user": server.reader, "pass": server.reader_password},
    }
    visitor.call("POST", "connectors", body)

    visitor.edit("Orders")
    expect(visitor.setting("Database")).to_have_value(server.database)
    for title in ("User name", "Password"):
        expect(visitor.credential(title)).to_have_value("")
    sent = visitor.save()
    assert sent["config"] == body["config"]
    assert "authConfig" not in sent
    expect(visitor.outcome).to_contain_text("succeeded")

    visitor.edit("Orders")
    visitor.credential("User name").fill(server.user)
    assert visitor.save("Save")["authConfig"] == {"user": server.user, "pass": "********"}
    expect(visitor.heading("Orders")).to_be_visible()

    visitor.edit("Orders")
    page.get_by_label("Remove the stored credentials").check()
    assert visitor.save()["authConfig"] == {}
    expect(visitor.outcome).to_contain_text("CREDENTIAL_MISSING")


def test_a_reload_signs_out_and_says_so_before(visitor: Visitor, tenant: str) -> None:
    visitor.arrive()
    expect(visitor.page.get_by_text("reloading it signs you out")).to_be_visible()
    visitor.sign_in(tenant)
    visitor.page.reload()
    expect(visitor.heading("Sign in")).to_be_visible()
    expect(visitor.page.get_by_label("Tenant")).to_have_value(tenant)


def test_markup_in_a_name_is_text(visitor: Visitor, tenant: str) -> None:
    name = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    visitor.tenant = tenant
    visitor.call("POST", "connectors", {"name": name, "type": "rest_api", "description": name, "authMethod": "none"})
    visitor.sign_in(tenant)
    visitor.open(name)
    assert visitor.page.locator("main img, main script").count() == 0
    assert visitor.policy_violations() == []


def test_a_script_that_got_in_would_not_run(visitor: Visitor) -> None:
    """The policy is in force: what this test puts into the page is refused, and told of."""
    visitor.arrive()
    visitor.page.evaluate(
        """() => {
            const script = document.createElement("script");
            try { script.textContent = "window.ran = true"; } catch {}
            document.body.append(script);
            try { document.body.insertAdjacentHTML("beforeend", "<b onclick=x>x</b>"); } catch {}
            const image = new Image();
            image.src = "https://elsewhere.invalid/pixel";
            document.body.append(image);
        }"""
    )
    visitor.page.wait_for_function("window.policyViolations.some((one) => one.startsWith('img-src'))")
    told = {violation.split()[0] for violation in visitor.policy_violations()}
    assert told >= {"require-trusted-types-for", "img-src"}
    assert visitor.page.evaluate("window.ran") is None
    assert visitor.strangers == ["https://elsewhere.invalid/pixel"]
    visitor.strangers.clear()
    visitor.faults.clear()
