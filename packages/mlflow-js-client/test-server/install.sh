#!/usr/bin/env bash
# Installs MLflow 3 in .venv and MLflow 2 in test-server/.venv of this package, for the tests against real servers.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))'; then
  echo "Python 3.10 or later is needed for MLflow, as python3: $(python3 --version 2>&1 || true)" >&2
  exit 1
fi
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check uv==0.9.11
.venv/bin/uv pip install --quiet --python .venv/bin/python -r test-server/requirements.txt
.venv/bin/mlflow --version
[ -x test-server/.venv/bin/python ] || python3 -m venv test-server/.venv
.venv/bin/uv pip install --quiet --python test-server/.venv/bin/python -r test-server/requirements-2.txt
test-server/.venv/bin/mlflow --version
