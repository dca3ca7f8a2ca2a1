#!/bin/sh
# Runs a command beside a separate demo shop, with BASE_URL and MAIL_DIR (a folder of its emails)
# set.
# Usage: scripts/with_shop.sh COMMAND... (BIN= names the folder of the virtual environment's
# programs)
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
export BIN="${BIN:-$root/.venv/bin}"
folder=$(mktemp -d)
PORT=$("$BIN/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export PORT BASE_URL="http://localhost:$PORT" MAIL_DIR="$folder/mail"
mkdir "$MAIL_DIR"

env DEBUG=true DOTENV_FILE=/dev/null DATABASE_URL="sqlite:///$folder/shop.sqlite3" CACHE_URL= \
    MEDIA_ROOT="$folder/media" PUBLIC_URL="$BASE_URL" FRONTEND_URL= EMAIL_FILE_PATH="$MAIL_DIR" \
    EMAIL_BACKEND=django.core.mail.backends.filebased.EmailBackend \
    sh "$root/scripts/run.sh" >"$folder/log" 2>&1 &
shop=$!
trap 'kill "$shop" 2>/dev/null || true; wait "$shop" 2>/dev/null || true; rm -rf "$folder"' EXIT
trap 'exit 143' INT TERM

answers() {
    "$BIN/python" -c 'import sys, urllib.request as net; net.urlopen(sys.argv[1], timeout=3)' "$BASE_URL/health/ready/" 2>/dev/null
}
tries=120
until answers; do
    tries=$((tries - 1))
    if [ "$tries" -eq 0 ] || ! kill -0 "$shop" 2>/dev/null; then
        tail -n 30 "$folder/log"
        exit 1
    fi
    sleep 0.5
done
"$@" || { code=$?; tail -n 15 "$folder/log"; exit "$code"; }
