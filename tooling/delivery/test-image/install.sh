#!/usr/bin/env bash
# Installs buildah, which builds and runs images without an engine, and debootstrap for a base image without a registry;
# gets or makes that image, so that the suite finds it.
set -euo pipefail
cd "$(dirname "$0")"
if ! command -v buildah >/dev/null || ! command -v debootstrap >/dev/null; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  $sudo apt-get install -y -qq --no-install-recommends buildah debootstrap
fi
log=$(mktemp)
trap 'rm "$log"' EXIT
./base-image.sh 2>"$log" || { cat "$log" >&2; exit 1; }
