"""What every test may use: real peers and a scripted one (tests/peers), the whole service (tests/e2e/plugin.py)."""

import os

from hypothesis import settings

pytest_plugins = [
    "tests.peers.plugin",
    "tests.peers.messaging",
    "tests.peers.http_peer",
    "tests.peers.saas_network",
    "tests.e2e.plugin",
]

# In CI a change is judged by the same examples each time; new ones are looked for in every run elsewhere.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")
