#!/usr/bin/env bash
# Builds versitygw, a real S3 server, from the Go module proxy into .bin.
set -euo pipefail
cd "$(dirname "$0")"
VERSION=v1.8.0
PATH="$PATH:/usr/local/go/bin"
if [ ! -x .bin/versitygw ] || ! go version -m .bin/versitygw | grep -q "versitygw.*$VERSION"; then
  if ! command -v go >/dev/null; then
    echo "Go 1.25 or later is needed to build versitygw: see https://go.dev/dl (Debian's golang is too old)" >&2
    exit 1
  fi
  # Not optimised: the compiler is what takes the minutes, and no test waits for the server.
  GOBIN="$PWD/.bin" CGO_ENABLED=0 go install -gcflags=all='-N -l' -ldflags='-s -w' \
    "github.com/versity/versitygw/cmd/versitygw@$VERSION"
fi
echo "versitygw $VERSION"
