#!/usr/bin/env bash
# Installs Debian's Chromium unless there is one; CHROMIUM names another browser.
set -euo pipefail
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] && exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
$sudo apt-get install -y -qq chromium
