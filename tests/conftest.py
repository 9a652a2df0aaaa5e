"""What every test may use. The peers are real servers: see tests/peers/plugin.py."""

pytest_plugins = ["tests.peers.plugin"]
