#!/usr/bin/env bash
# Installs what reads the files in deploy/ and docker-compose.yml: nginx, systemd-analyze, docker-compose, openssl, promtool, and
# redis-server with its client.
set -euo pipefail
"$(dirname "$0")/../../redis-server/install.sh"
for program in nginx systemd-analyze docker-compose openssl promtool; do
  command -v "$program" >/dev/null || missing=yes
done
[ -n "${missing:-}" ] || exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends nginx-light systemd docker-compose openssl
# The package prometheus would start a server: only promtool is taken out of it.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && apt-get download -qq prometheus)
dpkg --extract "$folder"/prometheus_*.deb "$folder"
$sudo install "$folder/usr/bin/promtool" /usr/local/bin/
