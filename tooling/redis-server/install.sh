#!/usr/bin/env bash
# Installs Debian's redis-server unless there is one; REDIS_SERVER names another program, such as valkey-server.
set -euo pipefail
command -v "${REDIS_SERVER:-redis-server}" >/dev/null && exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
$sudo apt-get install -y -qq redis-server
