#!/usr/bin/env bash
# Fails unless session-data.json is, byte for byte, what make_sessions.py writes; installs its packages in .venv.
set -euo pipefail
cd "$(dirname "$0")"
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --upgrade >/dev/null
.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.9.11
.venv/bin/uv pip install --quiet --python .venv/bin/python -r requirements.txt
.venv/bin/python make_sessions.py --check
