#!/bin/sh
# scripts/debian_mysql.sh FOLDER PORT DATA: run a real MySQL server on Debian, whose own releases
# have MariaDB only. Takes mysql-server-core of Debian unstable, with every library that it needs,
# from the mirror that this machine's apt uses, unpacks them into FOLDER and starts the server with
# their own loader. The machine's packages stay unchanged. Root has no password. Exits with 3 if
# there is no such package. FOLDER is reused the next time; DATA must not exist.
set -eu
folder=$1 port=$2 data=$3
prefix=$folder/unpacked apt=$folder/apt

# get: download the packages into $prefix, with a separate apt state.
get() {
    mirror=$(sed -nE 's/^URIs: *([^ ]+\/debian)\/? *$/\1/p; s/^deb +(\[[^]]*\] +)?([^ ]+\/debian)\/? .*/\2/p' \
        /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | head -n 1)
    [ -n "$mirror" ] && command -v apt-get >/dev/null || return 3
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/parts" "$apt/debs" "$prefix.part"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$apt/sources.list"
    : >"$apt/status"
    cat >"$apt/apt.conf" <<CONF
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "$apt/parts";
Dir::State "$apt";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
CONF
    export APT_CONFIG="$apt/apt.conf"
    apt-get update -qq || return 3
    names=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
        --no-replaces --no-enhances mysql-server-core | grep -E '^[a-z]' | grep -vE '^(perl|libperl|libgdbm)' | sort -u)
    # shellcheck disable=SC2086
    (cd "$apt/debs" && apt-get download -qq $names 2>/dev/null) || return 3
    for each in "$apt"/debs/*.deb; do dpkg-deb -x "$each" "$prefix.part" || return 3; done
    rm -rf "$apt"
    mv "$prefix.part" "$prefix"
}
[ -x "$prefix/usr/sbin/mysqld" ] || get || { echo "Debian's MySQL is not available here." >&2; exit 3; }

libraries=$(find "$prefix/usr/lib" -name '*.so*' -exec dirname {} + | sort -u | tr '\n' ':')
loader=$(find "$prefix/usr/lib64" "$prefix/usr/lib" -name 'ld-linux-*.so.*' 2>/dev/null | head -n 1)
server() {
    exec "$loader" --library-path "$libraries" "$prefix/usr/sbin/mysqld" --no-defaults --user="$(id -un)" \
        --basedir="$prefix/usr" --lc-messages-dir="$prefix/usr/share/mysql" --plugin-dir="$prefix/usr/lib/mysql/plugin" \
        --datadir="$data" --secure-file-priv= --mysqlx=OFF --log-error-verbosity=1 "$@"
}
(server --initialize-insecure)
server --port="$port" --bind-address=127.0.0.1 --socket="$data.sock" --pid-file="$data.pid" \
    --skip-log-bin --innodb-flush-log-at-trx-commit=0
