"""Forms say what a type asks for, and put what is wrong where it is."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.console.visitor import Visitor


def test_a_refusal_of_the_service_stands_beside_its_field(visitor: Visitor, tenant: str) -> None:
    page = visitor.page
    visitor.tenant = tenant
    visitor.call("POST", "connectors", {"name": "Taken", "type": "rest_api", "authMethod": "none"})
    visitor.sign_in(tenant, query="?view=new&type=rest_api")
    page.get_by_label("Name required").fill("Taken")
    visitor.setting("Headers").fill("{not json")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("expected an object in JSON")).to_be_visible()
    visitor.setting("Headers").fill('{"Accept": "text/csv"}')
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Taken")
    page.get_by_label("Name required").fill("Free")
    assert visitor.save("Save")["config"] == {"headers": {"Accept": "text/csv"}}
    expect(visitor.heading("Free")).to_be_visible()


def test_the_fields_follow_the_auth_method(visitor: Visitor, tenant: str) -> None:
    page = visitor.page
    visitor.sign_in(tenant, query="?view=new&type=rest_api")
    method = page.get_by_label("How to sign in there")
    method.select_option(label="Bearer token")
    expect(visitor.credential("Bearer token")).to_have_attribute("type", "password")
    method.select_option(label="OAuth 2 client credentials")
    expect(visitor.credential("Client secret")).to_be_visible()
    expect(visitor.credential("Bearer token")).to_have_count(0)
    method.select_option(label="No credentials")
    expect(page.get_by_text("This method needs no credentials.")).to_be_visible()


def test_marks_defaults_choices_and_numbers(visitor: Visitor, tenant: str) -> None:
    page = visitor.page
    visitor.sign_in(tenant, query="?view=new&type=kafka")
    expect(page.get_by_label("Bootstrap servers required")).to_have_attribute("aria-required", "true")
    messages = visitor.setting("Messages a run")
    expect(messages).to_have_attribute("placeholder", "1000 where left blank")
    assert visitor.setting("Security protocol").locator("option").all_inner_texts()[1:] == [
        "PLAINTEXT",
        "SSL",
        "SASL_PLAINTEXT",
        "SASL_SSL",
    ]
    page.get_by_label("Name required").fill("Events")
    messages.fill("many")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("expected a whole number")).to_be_visible()
    messages.fill("500")
    assert visitor.save("Save")["config"] == {"maxMessages": 500}


def test_every_type_can_be_found_and_has_a_form(visitor: Visitor, tenant: str) -> None:
    """By the page's own reading of each schema: every field that is not an alias gets an input."""
    page = visitor.page
    visitor.sign_in(tenant, query="?view=new")
    types = visitor.call("GET", "connector-types")["data"]
    expect(page.locator("button.type")).to_have_count(len(types))
    read = page.evaluate(
        """async (types) => {
            const folder = document.querySelector("script[type=module]").src.replace("app.js", "");
            const { configForm } = await import(folder + "config_form.js");
            const { credentialsForm } = await import(folder + "credentials_form.js");
            return types.map((type) => {
                const config = configForm(type.configSchema, {});
                const inputs = config.element.querySelectorAll("input, select, textarea").length;
                const methods = type.authMethods.map((one) => credentialsForm(type, one.name, []).read());
                return [inputs - 1, JSON.stringify(config.read()), methods.every((one) => !one.wrong)];
            });
        }""",
        types,
    )
    for connector_type, (inputs, blank, sound) in zip(types, read, strict=True):
        declared = [one for one in connector_type["configSchema"]["properties"].values() if "$ref" not in one]
        assert (inputs, blank, sound) == (len(declared), "{}", True), connector_type["name"]
    page.get_by_label(re.compile("Search")).fill("teradata")
    page.get_by_label("Category").select_option("warehouses and lakehouses")
    page.get_by_label(re.compile("Search")).press("Enter")
    expect(page.get_by_label("Name required")).to_be_visible()
