#!/bin/sh
# Runs the Postman collection by newman against a demo shop that files its mails.
# Usage: scripts/postman.sh http://localhost:8000 mail   (NEWMAN= names the program)
set -eu
base=$1 mails=$2
cd "$(dirname "$0")/.."
collection=postman/SmartMart.postman_collection.json
state=$(mktemp)
trap 'rm -f "$state"' EXIT
cp postman/SmartMart.local.postman_environment.json "$state"

# run FOLDER...: what requests saved in the environment is there for the next run.
run() {
    for name in "$@"; do set -- "$@" --folder "$name"; shift; done
    "${NEWMAN:-newman}" run "$collection" --environment "$state" --export-environment "$state" \
        --env-var "base_url=$base" --bail failure --color off --reporter-cli-no-banner \
        --reporter-cli-no-success-assertions ${values:-} "$@"
}

# from_mail PATTERN: the newest match in the mails; they may leave a moment after the request.
from_mail() {
    python3 - "$mails" "$1" <<'PY'
import email, email.policy, pathlib, re, sys, time

def newest():
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*"), key=lambda p: p.stat().st_mtime_ns)[::-1]:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        found = re.search(sys.argv[2], message.get_body(("plain",)).get_content())
        if found:
            return found

for _ in range(40):
    if found := newest():
        sys.exit(print(*found.groups()))
    time.sleep(0.5)
sys.exit("The mail did not come.")
PY
}

run "1 Register"
values="--env-var verification_token=$(from_mail 'verifyemail/([0-9a-f-]+)')"
run "2 Verify and log in" "3 Choose" "4 Buy" "5 Staff" "6 Superuser" "7 Leave"
# shellcheck disable=SC2046
set -- $(from_mail 'uid=([^&\s]+)&token=([^&\s]+)')
values="--env-var reset_uid=$1 --env-var reset_token=$2"
run "8 Come back and go" "9 Platform"
