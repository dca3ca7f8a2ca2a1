#!/bin/sh
# scripts/check_backup.sh [mysql://user:password@host:port/NAME]: check that a backup can be
# restored. Fills a shop with the demo's data, backs it up, restores it into another database,
# compares every table's rows and sums, and starts the shop on the copy. With a URL, it recreates
# NAME_from and NAME_to and drops them afterwards; without one, it uses SQLite.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-$([ -x .venv/bin/python ] && echo .venv/bin/python || echo python3)}
export PYTHON DEBUG=true DOTENV_FILE=/dev/null EMAIL_BACKEND=django.core.mail.backends.dummy.EmailBackend
unset CACHE_URL PUBLIC_URL
work=$(mktemp -d)
export MEDIA_ROOT="$work/media"
server=
# administer SQL: run it on the server, as the user in the URL.
administer() { "$PYTHON" - "$1" "$2" <<'PY'
import sys
from urllib.parse import unquote, urlsplit
import pymysql
at = urlsplit(sys.argv[1])
link = pymysql.connect(host=at.hostname, port=at.port or 3306, user=unquote(at.username or ""),
                       password=unquote(at.password or ""), autocommit=True)
for statement in sys.argv[2].split(";"):
    link.cursor().execute(statement)
PY
}
if [ $# -gt 0 ]; then
    name=${1##*/}
    from="$1_from" to="$1_to"
    fresh="DROP DATABASE IF EXISTS \`${name}_from\`; DROP DATABASE IF EXISTS \`${name}_to\`"
    made="CREATE DATABASE \`${name}_from\` CHARACTER SET utf8mb4; CREATE DATABASE \`${name}_to\` CHARACTER SET utf8mb4"
else
    fresh= from="sqlite:///$work/from.sqlite3" to="sqlite:///$work/to.sqlite3"
fi
finish() {
    [ -z "$server" ] || { kill "$server" && wait "$server" || true; } 2>/dev/null
    [ -z "$fresh" ] || administer "$1" "$fresh"
    rm -rf "$work"
}
trap 'finish "${1:-}"' EXIT
[ -z "$fresh" ] || administer "$1" "$fresh; $made"

# books URL: every table's rows and sums.
books() { DATABASE_URL=$1 "$PYTHON" manage.py shell --verbosity 0 -c '
from django.apps import apps
from django.db.models import Count, Sum
from django.db.models.functions import Length
for model in apps.get_models(include_auto_created=True):
    if model._meta.proxy:
        continue
    asked = {"rows": Count("pk")}
    for field in model._meta.concrete_fields:
        kind, is_key = field.get_internal_type(), field.is_relation
        if kind in ("DecimalField", "PositiveIntegerField", "BigIntegerField") and not is_key:
            asked["sum_" + field.name] = Sum(field.name)
        if kind in ("CharField", "TextField", "EmailField") and not field.primary_key:
            asked["length_" + field.name] = Sum(Length(field.name))
    print(model._meta.db_table, model.objects.order_by().aggregate(**asked))
'; }

DATABASE_URL=$from "$PYTHON" manage.py migrate --verbosity 0
DATABASE_URL=$from "$PYTHON" manage.py seed_demo >/dev/null
books "$from" >"$work/from.books"

file=$(DATABASE_URL=$from sh scripts/backup.sh "$work/backups")
DATABASE_URL=$to sh scripts/restore.sh "$file" >/dev/null
books "$to" >"$work/to.books"
diff "$work/from.books" "$work/to.books"
if DATABASE_URL=$to sh scripts/restore.sh "$file" >/dev/null 2>&1; then
    echo "A restore overwrote a database that was not empty." >&2
    exit 1
fi

port=$("$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
DATABASE_URL=$to "$PYTHON" manage.py migrate --check
DATABASE_URL=$to LISTEN=127.0.0.1 PORT=$port WEB_CONCURRENCY=1 \
    "$PYTHON" -m gunicorn smartmart.wsgi --config gunicorn.conf.py >"$work/server.log" 2>&1 &
server=$!
"$PYTHON" - "http://127.0.0.1:$port" <<'PY' || { cat "$work/server.log" >&2; exit 1; }
import os, sys, time
import django, requests
os.environ["DJANGO_SETTINGS_MODULE"] = "smartmart.settings"
django.setup()
shop = sys.argv[1]
for _ in range(100):
    try:
        if requests.get(f"{shop}/health/ready/", timeout=2).ok:
            break
    except requests.ConnectionError:
        time.sleep(0.2)
from smartmart.demo.people import PEOPLE
person = PEOPLE[2]
login = requests.post(f"{shop}/login/", json={"email": person.email, "password": person.password}, timeout=10)
assert login.status_code == 200, login.text
bearer = {"Authorization": "Bearer " + login.json()["access"]}
orders = requests.get(f"{shop}/orders/", headers=bearer, timeout=10).json()
products = requests.get(f"{shop}/products/", timeout=10).json()
assert orders["count"] and products["count"], (orders, products)
changed = requests.patch(f"{shop}/users/profile/", json={"phone": "+573001112233"}, headers=bearer, timeout=10)
assert changed.status_code == 200, changed.text
print(f"The restored shop serves {products['count']} products and {orders['count']} orders, and takes changes.")
PY
echo "$(wc -l <"$work/from.books") tables are identical: $(basename "$file")"
