#!/usr/bin/env bash
# Installs what these tests use: the compiler of scripts/build-native.ts and a reader of binary files in .venv, Node.js for
# arm64 in node_modules, and gcc, QEMU and the libraries of arm64 from Debian.
set -euo pipefail
cd "$(dirname "$0")"
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --upgrade >/dev/null
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
# --force: for another processor than this machine's.
npm ci --silent --no-audit --no-fund --ignore-scripts --force --os=linux --cpu=arm64 --libc=glibc
if ! command -v gcc >/dev/null || ! command -v qemu-aarch64 >/dev/null || [ ! -e /usr/aarch64-linux-gnu/lib/libstdc++.so.6 ]; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  $sudo apt-get install -y -qq --no-install-recommends gcc libc6-dev qemu-user libc6-arm64-cross libstdc++6-arm64-cross
fi
echo "zig $(.venv/bin/python -m ziglang version), $(qemu-aarch64 --version | head -1)"
