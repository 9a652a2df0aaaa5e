"""What every test may use: real peers (tests/peers/plugin.py), the whole service (tests/e2e/plugin.py)."""

pytest_plugins = ["tests.peers.plugin", "tests.e2e.plugin"]
