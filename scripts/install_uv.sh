#!/usr/bin/env bash
# Puts uv into .venv at the version and hashes that requirements-dev.lock names; uv then installs everything else.
set -euo pipefail

mkdir -p .build
awk '/^uv==/ {inside = 1} inside {print} inside && !/\\$/ {exit}' requirements-dev.lock >.build/uv.lock
grep -q '^uv==' .build/uv.lock || { echo "requirements-dev.lock names no uv" >&2; exit 1; }
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r .build/uv.lock
