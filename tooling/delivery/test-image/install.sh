#!/usr/bin/env bash
# Installs buildah, which builds and runs images without an engine, and debootstrap for a base image without a registry.
set -euo pipefail
command -v buildah >/dev/null && command -v debootstrap >/dev/null && exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends buildah debootstrap
