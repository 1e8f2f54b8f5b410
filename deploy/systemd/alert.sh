#!/bin/sh
# alert.sh UNIT: tells somebody that a unit has failed, with its last lines. ALERT_URL gets them as the body of a POST (ntfy,
# a webhook), ALERT_MAIL as a mail. Without either they are in the journal alone, as an error.
set -u
unit=$1
lines=$(journalctl --unit "$unit" --lines 20 --no-pager --output cat)
subject="$(uname -n): $unit has failed"
echo "<3>$subject; journalctl --unit $unit has why"
status=0
if [ -n "${ALERT_URL:-}" ]; then
  printf '%s\n\n%s\n' "$subject" "$lines" |
    curl --fail --silent --show-error --max-time 30 --retry 3 --data-binary @- "$ALERT_URL" || status=1
fi
if [ -n "${ALERT_MAIL:-}" ]; then
  printf '%s\n' "$lines" | mail -s "$subject" "$ALERT_MAIL" || status=1
fi
exit $status
