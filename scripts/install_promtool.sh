#!/usr/bin/env bash
# Puts promtool, which checks our alert rules, into .build/promtool: out of Debian's package prometheus, which is taken
# apart and not installed (it would bring a service).
set -euo pipefail

folder=.build/promtool
if command -v promtool >/dev/null; then
    mkdir -p "$folder"
    ln -sf "$(command -v promtool)" "$folder/promtool"
    exit 0
fi
command -v apt-get >/dev/null || { echo "Put promtool (https://prometheus.io/download/) on PATH: the tests need it." >&2; exit 1; }

rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
if ! apt-get download -q prometheus 2>/dev/null; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
    "${as_root[@]}" apt-get update -q
    apt-get download -q prometheus
fi
dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x --strip-components=3 ./usr/bin/promtool
rm prometheus_*.deb
./promtool --version >/dev/null
