#!/bin/sh
# Starts the demo shop for `make run`: database, demo data, server. Safe to repeat. The environment
# has priority, then .env, then the values below.
set -eu
cd "$(dirname "$0")/.."
BIN=${BIN:-.venv/bin}
export PORT="${PORT:-8000}" LISTEN="${LISTEN:-127.0.0.1}"

# gunicorn would try for five seconds, below a list of addresses that are another server's.
"$BIN/python" -c '
import os, socket, sys
host, port = os.environ["LISTEN"], int(os.environ["PORT"])
sys.exit(":" not in host and socket.socket().connect_ex((host, port)) == 0)' || {
    echo "Port $PORT is in use. Stop the server there, or take another port: make run PORT=8001" >&2
    exit 1
}

dotenv=${DOTENV_FILE:-.env}
[ -e "$dotenv" ] || cp .env.example "$dotenv"

# setting NAME: its value in the environment or in .env.
setting() {
    eval "value=\${$1:-}"
    [ -n "$value" ] || value=$(sed -nE "s/^(export )?$1=//p" "$dotenv" | tail -n 1 | tr -d "\"'")
    printf %s "$value"
}
default() {
    [ -n "$(setting "$1")" ] || export "$1=$2"
}
default DEBUG true
default PUBLIC_URL "http://localhost:$PORT"
case $(setting DEBUG | tr '[:upper:]' '[:lower:]') in
    false | 0 | no | off) demo=no ;;
    *) demo=yes ;;
esac
# The simulator acts as ePayco on this server, so that a purchase needs no account.
if [ "$demo" = yes ]; then
    default EPAYCO_VERIFY true
    default EPAYCO_API_URL "http://localhost:$PORT/epayco-simulator"
    default EPAYCO_VALIDATION_URL "http://localhost:$PORT/epayco-simulator"
    default EPAYCO_OAUTH_URL "http://localhost:$PORT/epayco-simulator"
    default EPAYCO_REFUND_URL "http://localhost:$PORT/epayco-simulator"
fi

"$BIN/python" manage.py migrate --verbosity 0
"$BIN/python" manage.py rebuild_search --if-needed
if [ "$demo" = yes ]; then
    # Discard emails of the demo's own orders: they would hide what is printed below.
    nowhere=django.core.mail.backends.dummy.EmailBackend
    seeded=$(EMAIL_BACKEND=$nowhere "$BIN/python" manage.py seed_demo)
    case $seeded in *" 0 orders"*) ;; *) EMAIL_BACKEND=$nowhere "$BIN/python" manage.py send_mail_outbox >/dev/null ;; esac
    echo "$seeded"
fi

url=$(setting PUBLIC_URL)
cat <<TXT

  API          $url/products/
  Documents    $url/docs/   $url/redoc/
  Admin        $url/admin/
TXT
# Production has neither the storefront nor the simulator.
[ "$demo" = no ] || cat <<TXT
  Shop         $url/
  Mailbox      $url/mail/   (the mails that the shop sends)
  ePayco       $url/epayco-simulator/   (a stand-in: approve, reject, reverse payments there)
               $BIN/python manage.py epayco_simulate INVOICE --state approved --url $url
TXT
echo
exec "$BIN/gunicorn" smartmart.wsgi --config gunicorn.conf.py --no-control-socket
