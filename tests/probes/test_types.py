"""The declarations of the seed's types, against the table of the seed's page."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from probes.connector_type import ConnectorType, Field, Secrecy, out_of_grammar
from probes.registry import connector_types
from probes.result import Level

# "Required Config Fields" of the page; a tuple in the second place is an either/or.
REQUIRED: dict[str, tuple[set[str], tuple[str, ...]]] = {
    "postgresql": ({"host", "port", "database"}, ()),
    "mysql": ({"host", "port", "database"}, ()),
    "redshift": ({"host", "port", "database"}, ()),
    "snowflake": ({"account", "warehouse", "database", "sourceTable"}, ()),
    "bigquery": ({"project", "dataset", "sourceTable"}, ()),
    "mongodb": (set(), ("host", "connectionString")),
    "kafka": ({"bootstrapServers"}, ()),
    "confluent_kafka": ({"bootstrapServers"}, ()),
    "aws_s3": ({"bucket", "region"}, ()),
    "gcs": ({"bucket", "project"}, ()),
    "azure_blob": ({"container", "storageAccount"}, ()),
    "sftp": ({"host", "port"}, ()),
    "rest_api": ({"url"}, ()),
    "webhook": ({"url"}, ()),
    "salesforce": (set(), ("instanceUrl", "apiKey")),
    "hubspot": (set(), ("instanceUrl", "apiKey")),
    "databricks": ({"host", "httpPath"}, ()),
    "amazon_kinesis": ({"streamName", "region"}, ()),
}
# The page gives no fields for these ("see /data/overview").
UNLISTED = {"segment", "shopify", "stripe", "mailchimp", "braze", "csv"}

TYPES = list(connector_types().values())


def named(connector_type: ConnectorType) -> str:
    return connector_type.name


def test_the_types_of_the_page_are_all_there() -> None:
    assert set(REQUIRED) | UNLISTED <= set(connector_types())


@pytest.mark.parametrize("name", REQUIRED)
def test_an_empty_config_names_exactly_what_the_page_requires(name: str) -> None:
    connector_type = connector_types()[name]
    required, either = REQUIRED[name]
    paths = {violation.path for violation in connector_type.missing({}, {})}
    assert paths == {f"config.{field}" for field in required} | ({f"config.{either[0]}"} if either else set())


@pytest.mark.parametrize(
    ("name", "config", "auth"),
    [
        ("mongodb", {"host": "mongo.example.com"}, {}),
        ("mongodb", {"connectionString": "mongodb://mongo.example.com"}, {}),
        ("salesforce", {"instanceUrl": "https://acme.my.salesforce.com"}, {}),
        ("salesforce", {"apiKey": "k"}, {}),
        ("salesforce", {}, {"apiKey": "k"}),
        ("hubspot", {"instanceUrl": "https://api.hubapi.com"}, {}),
        ("hubspot", {}, {"apiKey": "k"}),
        ("postgresql", {"connectionString": "postgresql://db.example.com/app"}, {}),
        ("mysql", {"dsn": "mysql://db.example.com/app"}, {}),
    ],
)
def test_either_of_two_is_enough(name: str, config: dict[str, Any], auth: dict[str, Any]) -> None:
    assert connector_types()[name].missing(config, auth) == []


def test_the_defaults_of_the_page() -> None:
    assert connector_types()["snowflake"].parameters({})["rowLimit"] == 100_000
    assert connector_types()["bigquery"].parameters({})["rowLimit"] == 100_000
    for name in ("kafka", "confluent_kafka"):
        assert connector_types()[name].parameters({}) == {"maxMessages": 1000, "waitTimeoutSeconds": 15}


def test_a_row_limit_of_zero_is_kept_and_below_it_is_refused() -> None:
    snowflake = connector_types()["snowflake"]
    assert snowflake.parameters({"rowLimit": 0})["rowLimit"] == 0
    assert "config.rowLimit" in {violation.path for violation in snowflake.missing({"rowLimit": -1}, {})}


# Each would end in a host name, a path or a statement of the vendor's.
TEMPLATED = [
    ("snowflake", "account", ["xy12345.us-east-1", "acme-prod"], ["evil.com/", "a@b", "a#", "xy..z", ".x", "a b"]),
    ("snowflake", "sourceTable", ["A.B.C", '"odd name"'], ["a;drop", "a.b.c.d", "a--", ""]),
    ("bigquery", "project", ["my-project", "corp.example:my-project"], ["a/b", "My-Project", "x", "../p"]),
    ("bigquery", "dataset", ["sales_2026"], ["a-b", "a/b", "a.b"]),
    ("gcs", "bucket", ["app-exports", "a.b_c"], ["A", "a/b", "-a-", "a?b", ".."]),
    ("azure_blob", "storageAccount", ["contosodata"], ["a.b", "Contoso", "ab", "x@evil"]),
    ("azure_blob", "container", ["exports", "$root", "a-b-c"], ["a--b", "-ab", "ab", "A" * 5, "a/b"]),
    ("shopify", "shop", ["acme", "acme.myshopify.com"], ["acme.evil.com", "a/b", "acme.myshopify.com.evil.com"]),
    ("databricks", "httpPath", ["/sql/1.0/warehouses/abcdef1234567890"], ["/api/2.0/x", "/sql/1.0/warehouses/../x"]),
    ("databricks", "host", ["dbc-a.cloud.databricks.com", "https://x.azuredatabricks.net/"], ["a/b", "u@h", "a:1"]),
    ("amazon_kinesis", "region", ["us-east-1", "us-gov-west-1"], ["us-east-1.evil.com", "x", "a-b-1/"]),
    ("braze", "restEndpoint", ["https://rest.iad-01.braze.com", "rest.fra-02.braze.eu"], ["https://evil.com"]),
    ("salesforce", "instanceUrl", ["https://acme.my.salesforce.com"], ["http://h", "https://u:p@h", "https://h/p"]),
    ("kafka", "bootstrapServers", ["b:9092", "b-1:9092, b-2:9093", "[::1]:9092"], ["b", "b:x", "file:///x", "b:1;c:2"]),
    ("mailchimp", "serverPrefix", ["us6"], ["us6.evil", "6", "us6/"]),
    ("postgresql", "table", ["orders", "public.orders"], ["a.b.c", 'a"b', "a\nb", "."]),
    ("mysql", "table", ["orders", "app.orders"], ["a`b", "a.b.c"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "field", "good", "bad"), TEMPLATED)
def test_templated_fields_have_a_grammar(name: str, field: str, good: list[str], bad: list[str]) -> None:
    declared = connector_types()[name].by_name[field]
    assert [value for value in good if out_of_grammar(declared, value)] == []
    assert [value for value in bad if not out_of_grammar(declared, value)] == []


def test_the_data_centre_in_a_mailchimp_key_has_a_grammar() -> None:
    mailchimp = connector_types()["mailchimp"]
    assert mailchimp.missing({}, {"apiKey": "0123456789abcdef0123456789abcdef-us6"}) == []
    (violation,) = mailchimp.missing({}, {"apiKey": "0123456789abcdef0123456789abcdef-evil.com/"})
    assert violation.path == "authConfig.apiKey"
    assert "evil" not in violation.message


@pytest.mark.parametrize("connector_type", TYPES, ids=named)
def test_every_example_and_default_obeys_its_own_rules(connector_type: ConnectorType) -> None:
    for field in (*connector_type.fields, *connector_type.credential_fields()):
        for value in (field.example, field.default):
            assert value is None or out_of_grammar(field, value) is None, field.name


@pytest.mark.parametrize("connector_type", TYPES, ids=named)
def test_no_name_or_alias_means_two_fields(connector_type: ConnectorType) -> None:
    for fields in (connector_type.fields, *(method.fields for method in connector_type.auth_methods)):
        names = [name for field in fields for name in (field.name, *field.aliases)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("connector_type", TYPES, ids=named)
def test_what_is_secret_by_its_name_is_secret_by_its_declaration(connector_type: ConnectorType) -> None:
    def suspicious(field: Field) -> bool:
        words = ("password", "secret", "token", "privatekey", "clientkey", "accountkey", "passphrase", "apikey")
        return field.name.lower().endswith(words)

    exempt = {"kafka.apiKey", "confluent_kafka.apiKey"}  # Confluent's name for the user name
    fields = (*connector_type.fields, *connector_type.credential_fields())
    open_ones = [
        field.name for field in fields if suspicious(field) and field.secrecy is Secrecy.NONE
        and f"{connector_type.name}.{field.name}" not in exempt
    ]  # fmt: skip
    assert open_ones == []
    strings = [field for field in fields if field.name == "connectionString"]
    assert all(field.secrecy is not Secrecy.NONE for field in strings)


@pytest.mark.parametrize("connector_type", TYPES, ids=named)
def test_access_key_takes_every_field_that_another_method_takes(connector_type: ConnectorType) -> None:
    """It is the default: whatever was given must reach the probe."""
    default = connector_type.auth_method("access_key")
    assert default is not None
    every = {field.name for method in connector_type.auth_methods for field in method.fields}
    assert {field.name for field in default.fields} == every


@pytest.mark.parametrize("connector_type", TYPES, ids=named)
def test_a_type_claims_a_level_only_with_a_probe_that_exists(connector_type: ConnectorType) -> None:
    if connector_type.probe is None:
        assert (connector_type.highest_level, connector_type.proves) == (Level.NONE, "")
        return
    module, _, function = connector_type.probe.partition(":")
    assert callable(getattr(import_module(module), function))
    assert connector_type.highest_level > Level.NONE
    assert connector_type.proves


def test_credentials_come_by_their_declared_names_alone() -> None:
    postgresql = connector_types()["postgresql"]
    given = {"user": "ada", "password": "", "undeclared": "x", "host": "elsewhere"}
    assert postgresql.credentials("access_key", given) == {"username": "ada", "password": ""}
    assert postgresql.credentials("client_certificate", {"user": "ada", "password": "p"}) == {"username": "ada"}


def test_a_credential_of_the_wrong_json_type_is_named() -> None:
    connector_type = connector_types()["postgresql"]
    config = {"host": "h", "port": 5432, "database": "d"}
    (violation,) = connector_type.missing(config, {"password": 12345})
    assert violation.path == "authConfig.password"
    assert "12345" not in violation.message


@pytest.mark.parametrize(
    ("config", "path", "message"),
    [
        ({"port": "54x2"}, "config.port", 'expected an integer from 1 to 65535, got "54x2"'),
        ({"port": 70000}, "config.port", "expected an integer from 1 to 65535, got 70000"),
        ({"port": None}, "config.port", "is required"),
        ({"hostName": "h"}, "config.host", 'is required; "hostName" is no key of postgresql: did you mean host?'),
        ({"db_name": "h"}, "config.database", 'is required; "db_name" is no key of postgresql: did you mean database?'),
        ({"sslMode": "on" * 40}, "config.sslMode", None),
        ({"dsn": 5}, "config.dsn", "expected a string, got an integer"),
        ({"sslMode": "postgresql://u:pw@h/d"}, "config.sslMode", None),
    ],
)
def test_messages_read_like_a_persons(config: dict[str, Any], path: str, message: str | None) -> None:
    told = {violation.path: violation.message for violation in connector_types()["postgresql"].missing(config, {})}
    assert message is None or told[path] == message
    assert len(told[path]) < 200
    assert "pw" not in told[path]


@pytest.mark.parametrize("connector_type", TYPES, ids=named)
def test_every_type_says_what_it_is_and_where_to_read_on(connector_type: ConnectorType) -> None:
    assert connector_type.description
    assert connector_type.documentation.startswith("https://")
