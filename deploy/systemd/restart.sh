#!/bin/sh
# restart.sh PORT...: restarts the API's instances one after another, each when the one before is ready, so that one always
# answers. An instance that does not get ready within 60 s (READY_SECONDS) ends it: the others go on with the old version.
set -eu
[ $# -gt 0 ] || { echo "usage: restart.sh PORT..., such as restart.sh 8001 8002" >&2; exit 1; }
for port; do
  systemctl restart "lstm-predict@$port.service"
  left=${READY_SECONDS:-60}
  until curl --fail --silent --max-time 2 --output /dev/null "http://127.0.0.1:$port/ready"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { echo "lstm-predict@$port is not ready: no further instance is restarted" >&2; exit 1; }
    sleep 1
  done
done
