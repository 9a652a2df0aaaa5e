"""Says in one line why this Python cannot make the virtual environment, if it cannot. Runs on any Python 3."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  this very line is what tells an older one
    version = ".".join(str(part) for part in sys.version_info[:2])
    sys.exit(f"Python 3.11 or newer is needed, {sys.executable} is {version}: `make PYTHON=/path/to/python3.11` helps")
try:
    # Debian ships these apart from Python itself.
    import ensurepip  # noqa: F401  asked for, not used
    import venv  # noqa: F401  likewise
except ImportError:
    sys.exit(f"{sys.executable} lacks its venv module; on Debian and Ubuntu: apt-get install python3-venv")
