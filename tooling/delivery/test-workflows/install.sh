#!/usr/bin/env bash
# Installs actionlint beside this suite, in .bin, and ShellCheck, with which it reads the steps' commands.
set -euo pipefail
cd "$(dirname "$0")"
PATH="$PATH:/usr/local/go/bin"
# Not optimised, with what Go has compiled for tooling/s3-server already.
[ -x .bin/actionlint ] || GOBIN="$PWD/.bin" CGO_ENABLED=0 go install -gcflags=all='-N -l' -ldflags='-s -w' \
  github.com/rhysd/actionlint/cmd/actionlint@v1.7.8
.bin/actionlint -version
command -v shellcheck >/dev/null && exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends shellcheck
