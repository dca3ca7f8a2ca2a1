#!/bin/sh
# The jobs of docs/cron.md for systems without cron: one container runs this. Any job can run twice
# at once or miss a few runs.
set -u
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python}
BEAT=${BEAT:-/tmp/schedule.beat}
trap 'exit 0' TERM INT

# job COMMAND...: a failure is logged and does not stop the rest.
job() { "$PYTHON" manage.py "$@" || echo "schedule: $* failed with $?" >&2; }

minute=$(($(date +%s) / 60))
while :; do
    touch "$BEAT"
    job send_mail_outbox >/dev/null
    # In the background, because email doesn't wait for ePayco; a run ends within five minutes.
    [ $((minute % 5)) -ne 0 ] || job reconcile_payments --since 2h --verbosity 0 &
    [ $((minute % 60)) -ne 17 ] || job reconcile_payments --verbosity 0 &
    # 8:23 UTC, which is 3:23 a.m. in Colombia.
    if [ $((minute % 1440)) -eq 503 ]; then
        job reconcile_payments --since 9d --verbosity 0 &
        job flush_expired_tokens
        job clearsessions
        job erase_unpaid_checkouts
        job remove_unused_pictures
        job doctor
    fi
    [ "${ONCE:-}" ] && wait && exit 0
    # Minutes missed during a long job are made up one after another, without a pause.
    minute=$((minute + 1))
    while [ $(($(date +%s) / 60)) -lt "$minute" ]; do
        sleep 1 &
        wait $!
    done
done
