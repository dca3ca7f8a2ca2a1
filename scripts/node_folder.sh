#!/bin/sh
# Copies a folder with a package.json out of the repository, installs its packages there from the
# lock file, and prints the path: node_modules is never in the repository. Packages are kept for the
# next run.
# Usage: scripts/node_folder.sh clients/typescript
set -eu
cd "$(dirname "$0")/.."
source=$1
folder="${TMPDIR:-/tmp}/smartmart-node-$(id -u)/$(echo "$source" | tr / -)"

apt_install() {
    echo "Installing $* ..." >&2
    [ "$(id -u)" = 0 ] || { echo "Install $*." >&2; exit 1; }
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null 2>&1
}
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then apt_install nodejs npm; fi

mkdir -p "$folder"
lock=$(cksum <"$source/package-lock.json")
# Delete the previous copy; keep the installed packages if the lock file is unchanged.
find "$folder" -mindepth 1 -maxdepth 1 ! -name node_modules ! -name .lock -exec rm -rf {} +
cp "$source"/*.* "$folder/"
if [ "$(cat "$folder/.lock" 2>/dev/null)" != "$lock" ]; then
    npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error >&2
    echo "$lock" >"$folder/.lock"
fi
echo "$folder"
