#!/usr/bin/env bash
# Installs what runs the notebook: Jupyter's client in .venv, and Deno, its kernel, in node_modules.
set -euo pipefail
cd "$(dirname "$0")"
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))'; then
  echo "Python 3.10 or later is needed for Jupyter, as python3: $(python3 --version 2>&1 || true)" >&2
  exit 1
fi
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --upgrade >/dev/null
.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.9.11
.venv/bin/uv pip install --quiet --python .venv/bin/python -r requirements.txt
# Without its script: the first call, here, puts the executable into its package as well.
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts
node_modules/.bin/deno --version
