#!/usr/bin/env bash
# Installs Debian's PostgreSQL unless there is one; POSTGRES_BIN names another folder with initdb and postgres.
set -euo pipefail
compgen -G "${POSTGRES_BIN:-/usr/lib/postgresql/*/bin}/initdb" >/dev/null && exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
$sudo apt-get install -y -qq postgresql
