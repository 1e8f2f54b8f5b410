#!/usr/bin/env bash
# Installs what reads the files in deploy/ and docker-compose.yml: nginx, systemd-analyze, docker-compose, openssl.
set -euo pipefail
for program in nginx systemd-analyze docker-compose openssl; do
  command -v "$program" >/dev/null || missing=yes
done
[ -n "${missing:-}" ] || exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends nginx-light systemd docker-compose openssl
