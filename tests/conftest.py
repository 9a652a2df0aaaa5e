"""What every test may use: real peers and a scripted one (tests/peers), the whole service (tests/e2e/plugin.py)."""

pytest_plugins = ["tests.peers.plugin", "tests.peers.http_peer", "tests.peers.saas_network", "tests.e2e.plugin"]
