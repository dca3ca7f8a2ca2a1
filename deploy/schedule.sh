#!/bin/sh
# The jobs of docs/cron.md where there is no cron: one container runs this.
# Each job may run twice at once or not at all for a while; none of them minds.
set -u
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python}
BEAT=${BEAT:-/tmp/schedule.beat}
trap 'exit 0' TERM INT

# job COMMAND...: a failure is written down and does not stop the rest.
job() { "$PYTHON" manage.py "$@" || echo "schedule: $* failed with $?" >&2; }

minute=$(($(date +%s) / 60))
while :; do
    touch "$BEAT"
    job send_mail_outbox >/dev/null
    # Beside the rest, because mails do not wait for ePayco; a run ends within five minutes.
    [ $((minute % 5)) -ne 0 ] || job reconcile_payments --since 2h --verbosity 0 &
    [ $((minute % 60)) -ne 17 ] || job reconcile_payments --verbosity 0 &
    # 8:23 UTC, which is 3:23 in the morning in Colombia.
    if [ $((minute % 1440)) -eq 503 ]; then
        job reconcile_payments --since 9d --verbosity 0 &
        job flush_expired_tokens
        job clearsessions
        job erase_unpaid_checkouts
        job remove_unused_pictures
        job doctor
    fi
    [ "${ONCE:-}" ] && wait && exit 0
    # Minutes that passed during a long job are made up for one after the other, without a pause.
    minute=$((minute + 1))
    while [ $(($(date +%s) / 60)) -lt "$minute" ]; do
        sleep 1 &
        wait $!
    done
done
