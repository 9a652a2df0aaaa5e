#!/usr/bin/env bash
# Compares the contract with that of the latest release tag, or else of the commit before: a client made from it must
# still be able to call us. The base's protos are unpacked beside the same include folder, since that one is not in git.
set -euo pipefail

base=$(git describe --tags --abbrev=0 2>/dev/null || git rev-parse --verify -q HEAD~1 || true)
if [ -z "$base" ] || ! git cat-file -e "$base:protos" 2>/dev/null; then
    echo "buf breaking: no earlier commit to compare the contract with"
    exit 0
fi
folder=.build/breaking
rm -rf "$folder"
mkdir -p "$folder/.build"
git archive "$base" protos buf.yaml | tar -x -C "$folder"
cp -R .build/googleapis "$folder/.build/googleapis"
buf breaking --against "$folder"
echo "buf breaking: nothing breaks since $(git rev-parse --short "$base^{commit}")"
