#!/bin/sh
# scripts/backup.sh [FOLDER]: back up the database at DATABASE_URL, as of one moment, while the shop
# keeps selling. Prints the file's name. FOLDER: backups/ by default.
# Uploaded pictures are files, not rows: copy MEDIA_ROOT as well (docs/how-to/pictures.md).
set -eu
cd "$(dirname "$0")/.."
umask 077 # the backup contains personal data
folder=${1:-backups}
mkdir -p "$folder"
where=$("${PYTHON:-python3}" scripts/database.py)
eval "$where"
stamp=$(date -u +%Y%m%dT%H%M%SZ)

if [ "$KIND" = sqlite ]; then
    file="$folder/smartmart-$stamp.sqlite3.gz"
    copy=$(mktemp -d)
    trap 'rm -rf "$copy" "$file.part"' EXIT
    [ -f "$FILE" ] || { echo "No database found at $FILE." >&2; exit 1; }
    # Use SQLite's own backup: a file that is being written to can't just be copied.
    "${PYTHON:-python3}" - "$FILE" "$copy/db" <<'PY'
import sqlite3, sys
source, target = (sqlite3.connect(name) for name in sys.argv[1:])
source.backup(target)
assert target.execute("PRAGMA integrity_check").fetchone() == ("ok",)
PY
    gzip -c "$copy/db" >"$file.part"
else
    . scripts/mysql_options.sh
    file="$folder/smartmart-$stamp.sql.gz"
    trap 'rm -f "$options" "$copy" "$file.part"' EXIT
    copy=$(mktemp)
    dump=$(client mariadb-dump mysqldump)
    # Otherwise MySQL's program writes statements that only an administrator can restore.
    gtid=
    if "$dump" --help --verbose 2>/dev/null | grep -q set-gtid-purged; then gtid=--set-gtid-purged=OFF; fi
    # One transaction sees one moment of all tables, and locks none.
    "$dump" --defaults-extra-file="$options" --single-transaction --quick --hex-blob \
        --no-tablespaces --skip-lock-tables $gtid "$NAME" >"$copy"
    # An incomplete dump looks like a complete one, except for its last line.
    tail -n 1 "$copy" | grep -q "Dump completed" || { echo "The dump is incomplete." >&2; exit 1; }
    gzip -c "$copy" >"$file.part"
fi
gzip -t "$file.part"
mv "$file.part" "$file"
echo "$file"
