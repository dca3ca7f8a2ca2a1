#!/bin/sh
# scripts/restore.sh FILE: restore a backup into the database at DATABASE_URL, which must be empty:
# nothing is ever overwritten. Afterwards: manage.py migrate, then start the servers.
set -eu
cd "$(dirname "$0")/.."
umask 077
file=${1:?the file that backup.sh made}
gzip -t "$file"
where=$("${PYTHON:-python3}" scripts/database.py)
eval "$where"

case "$KIND:$file" in
sqlite:*.sqlite3.gz)
    [ ! -s "$FILE" ] || { echo "$FILE is not empty; nothing was changed." >&2; exit 1; }
    gzip -dc "$file" >"$FILE.part"
    mv "$FILE.part" "$FILE"
    ;;
mysql:*.sql.gz)
    . scripts/mysql_options.sh
    mysql=$(client mariadb mysql)
    tables=$("$mysql" --defaults-extra-file="$options" --skip-column-names --batch "$NAME" -e \
        'SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()')
    [ "$tables" = 0 ] || { echo "$NAME has $tables tables; nothing was changed." >&2; exit 1; }
    gzip -dc "$file" | "$mysql" --defaults-extra-file="$options" "$NAME"
    ;;
*)
    echo "$file is not a backup of a $KIND database." >&2
    exit 1
    ;;
esac
echo "Restored $file"
