"""Forms say what a type asks for, and put what is wrong where it is."""

from __future__ import annotations

import re
from typing import Any

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
    expect(page.locator("#name-wrong")).to_have_text("a connector of this name exists already")
    expect(page.get_by_label("Name required")).to_be_focused()
    page.get_by_label("Name required").fill("Free")
    assert visitor.save("Save")["config"] == {"headers": {"Accept": "text/csv"}}
    expect(visitor.heading("Free")).to_be_visible()


def test_a_masked_password_does_not_go_to_another_address(visitor: Visitor, tenant: str) -> None:
    """The service refuses it; the page says so at the field, and nothing is lost."""
    page = visitor.page
    visitor.tenant = tenant
    config = {"connectionString": "postgresql://reader:secret@db.example.com:5432/app"}
    visitor.call("POST", "connectors", {"name": "Orders", "type": "postgresql", "config": config})
    visitor.sign_in(tenant)
    visitor.edit("Orders")
    connection = visitor.setting("Connection string")
    connection.fill("postgresql://reader:********@elsewhere.example.com:5432/app")
    visitor.save("Save")
    expect(page.locator("#config-connectionString-wrong")).to_contain_text("must be given again")
    expect(connection).to_be_focused()
    expect(connection).to_have_attribute("aria-invalid", "true")


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


def declared(schema: dict[str, Any]) -> list[str]:
    """The keys that are no other name of one."""
    return [name for name, one in schema["properties"].items() if "$ref" not in one]


def test_every_type_can_be_found_and_has_a_form(visitor: Visitor, tenant: str) -> None:
    """By the page's own reading of each schema: every field that is not an alias gets an input."""
    page = visitor.page
    visitor.sign_in(tenant, query="?view=new")
    types = visitor.call("GET", "connector-types")["data"]
    expect(page.locator("button.type")).to_have_count(len(types))
    read = page.evaluate(
        """async () => {
            const folder = document.querySelector("script[type=module]").src.replace("app.js", "");
            const { configForm } = await import(folder + "config_form.js");
            const { credentialsForm } = await import(folder + "credentials_form.js");
            const { types } = await import(folder + "connectors.js");
            return (await types(new AbortController().signal)).map((type) => {
                const config = configForm(type.configSchema, {});
                const inputs = config.element.querySelectorAll("input, select, textarea").length;
                const methods = type.authMethods.map((one) => credentialsForm(type, one.name, []).read());
                return [type.name, inputs - 1, JSON.stringify(config.read()), methods.every((one) => !one.wrong)];
            });
        }"""
    )
    wanted = [[one["name"], len(declared(one["configSchema"])), "{}", True] for one in types]
    assert sorted(read) == sorted(wanted)
    page.get_by_label(re.compile("Search")).fill("teradata")
    page.get_by_label("Category").select_option("warehouses and lakehouses")
    page.get_by_label(re.compile("Search")).press("Enter")
    expect(page.get_by_label("Name required")).to_be_visible()
