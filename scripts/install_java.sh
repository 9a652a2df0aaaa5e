#!/usr/bin/env bash
# Installs a JDK (17 or later) and Maven from Debian where they are not on PATH: the Java client is built and tested with
# them, and the servers of tests/polyglot run on them.
set -euo pipefail

if command -v javac >/dev/null && command -v mvn >/dev/null; then exit 0; fi
if ! command -v apt-get >/dev/null; then
    echo "make test-polyglot needs a JDK, 17 or later, and Maven on PATH." >&2
    exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Installing a JDK and Maven needs root, or sudo." >&2; exit 1; }
    as_root=(sudo)
fi
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends default-jdk-headless maven
