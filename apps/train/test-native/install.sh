#!/usr/bin/env bash
# Installs TensorBoard beside this suite, in .venv, and builds tfjs-node's binding (`pnpm native`) where g++ and PyPI are
# there. Where they are not, the suites say so and test the other engines.
set -euo pipefail
cd "$(dirname "$0")"
if ! command -v g++ >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get -qq update && apt-get -qq install -y g++; } >/dev/null || true
fi
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --upgrade >/dev/null
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
.venv/bin/python -c 'import tensorboard; print("TensorBoard", tensorboard.__version__)'
# The environment's python3 has pip, which the system's may lack.
export PATH="$PWD/.venv/bin:$PATH"
cd ../../..
npx --yes pnpm@12.21.0 --silent native || echo "the engine tensorflow is not tested here" >&2
