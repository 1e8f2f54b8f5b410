#!/usr/bin/env bash
# Installs Node.js 20, 22 and 26 in node_modules. The suite also needs what packages/mlflow-js-client/test-server/install.sh and
# apps/api/test-browser/install.sh install: MLflow and Chromium.
set -euo pipefail
cd "$(dirname "$0")"
npm ci --silent --no-audit --no-fund --ignore-scripts
for version in 20 22 26; do "node_modules/node$version/bin/node" --version; done
