#!/usr/bin/env bash
# Installs cfn-lint beside this suite, in .venv.
set -euo pipefail
cd "$(dirname "$0")"
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --upgrade >/dev/null
.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.9.11
.venv/bin/uv pip install --quiet --python .venv/bin/python -r requirements.txt
.venv/bin/cfn-lint --version
