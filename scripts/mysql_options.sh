# Sourced by backup.sh and restore.sh after they set HOST, DB_PORT, DB_USER and PASSWORD: writes
# these to a file that only this user can read ($options), since any process can read a command
# line.
options=$(mktemp)
trap 'rm -f "$options"' EXIT
quoted=$(printf %s "$PASSWORD" | sed 's/[\\"]/\\&/g')
cat >"$options" <<INI
[client]
host="$HOST"
port=$DB_PORT
user="$DB_USER"
password="$quoted"
default-character-set=utf8mb4
INI

# client NAME...: the first of these programs that is installed (MariaDB renamed them).
client() {
    for each in "$@"; do command -v "$each" && return; done
    echo "None of these is installed: $*" >&2
    exit 1
}
