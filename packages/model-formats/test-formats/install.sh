#!/usr/bin/env bash
# Installs the programs that these tests use: TensorFlow with Keras 3 and Keras 2, ONNX and ONNX Runtime for Python in
# .venv, and ONNX Runtime for Node in node_modules.
set -euo pipefail
cd "$(dirname "$0")"
if ! python3 -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))'; then
  echo "Python 3.10 to 3.13 is needed for TensorFlow, as python3: $(python3 --version 2>&1 || true)" >&2
  exit 1
fi
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --upgrade >/dev/null
.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.9.11
.venv/bin/uv pip install --quiet --python .venv/bin/python -r requirements.txt
# --ignore-scripts: the package contains the libraries for the CPU, and its script would download those for CUDA.
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts
.venv/bin/python -c 'import onnxruntime; print("onnxruntime", onnxruntime.__version__)'
