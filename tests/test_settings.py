"""A wrong setting stops the start in one line that names it."""

import pytest

from server.settings import SETTINGS, WrongSetting, load

WRONG = [
    ("CONNECTORS_GRPC_ADDRESS", "50051", "host:port"),
    ("CONNECTORS_REST_ADDRESS", "127.0.0.1:99999", "host:port"),
    ("CONNECTORS_DATABASE_URL", "mysql://root:hunter2@db/x", "postgresql://"),
    ("CONNECTORS_REDIS_URL", "http://:hunter2@cache", "redis://"),
    ("CONNECTORS_PROBE_TIMEOUT_SECONDS", "soon", "number from 0.1 to 300"),
    ("CONNECTORS_PROBE_TIMEOUT_SECONDS", "nan", "number from 0.1 to 300"),
    ("CONNECTORS_PROBE_CONCURRENCY", "0", "integer from 1"),
    ("CONNECTORS_WORKERS", "-1", "integer from 0"),
    ("CONNECTORS_DEFAULT_ROLE", "root", "admin, editor, viewer, none"),
    ("CONNECTORS_REFLECTION", "yes", "true, false"),
    ("CONNECTORS_LOG_LEVEL", "loud", "debug, info"),
    ("CONNECTORS_AUTH", "none", "headers, jwt, mtls"),
    ("CONNECTORS_GRPC_ADDRES", "127.0.0.1:1", "no such setting"),
    ("CONNECTORS_REST_ADDRESS", "0.0.0.0:8080", "beyond loopback"),
]


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_value_is_named_and_explained_in_one_line(name: str, value: str, said: str) -> None:
    with pytest.raises(WrongSetting) as refusal:
        load({name: value})
    line = str(refusal.value)
    assert line.startswith(name)
    assert said in line
    assert "\n" not in line
    assert "hunter2" not in line


def test_defaults_are_the_embedded_service_on_loopback() -> None:
    settings = load({})
    assert (settings.grpc_address, settings.rest_address) == ("127.0.0.1:50051", "127.0.0.1:8080")
    assert settings.uses_sqlite
    assert settings.default_role == "admin"
    assert settings.workers >= 1
    assert settings.keyring.parent == settings.files_dir.parent == settings.data_dir


def test_names_of_the_clients_may_stand_in_the_same_shell() -> None:
    load({"CONNECTORS_TENANT": "acme", "CONNECTORS_TOKEN": "t", "CONNECTORS_ADDRESS": "x", "CONNECTORS_ROLE": "viewer"})


def test_nothing_to_serve_is_refused() -> None:
    with pytest.raises(WrongSetting, match="nothing to serve"):
        load({"CONNECTORS_GRPC_ADDRESS": "", "CONNECTORS_REST_ADDRESS": ""})


def test_a_secret_setting_is_not_in_the_repr() -> None:
    shown = repr(
        load({"CONNECTORS_DATABASE_URL": "postgresql://u:hunter2@db/x", "CONNECTORS_REDIS_URL": "redis://:hunter2@r"})
    )
    assert "hunter2" not in shown


def test_the_readme_lists_every_setting_as_it_is() -> None:
    from scripts.settings_table import README, with_table

    text = README.read_text()
    assert with_table(text) == text
    assert all(f"`CONNECTORS_{setting.name}`" in text for setting in SETTINGS)
