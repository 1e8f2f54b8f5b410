#!/usr/bin/env bash
# Installs Debian's Chromium unless there is one; CHROMIUM names another browser.
exec "$(dirname "$0")/../../../apps/api/test-browser/install.sh"
