#!/bin/sh
# Makes the TypeScript client anew from the schema of a running demo shop, compiles it, buys by it.
# Fails where clients/typescript/schema.d.ts is not what the schema gives; --write brings it up to date.
set -eu
cd "$(dirname "$0")/.."
if [ -z "${BASE_URL:-}" ]; then exec sh scripts/with_shop.sh sh scripts/check_client.sh "$@"; fi

root=$PWD
kept=$root/clients/typescript/schema.d.ts
folder=$(sh scripts/node_folder.sh clients/typescript)
cd "$folder"
# Its descriptions come in the language that is asked for.
node -e 'fetch(process.argv[1], { headers: { Accept: "application/json", "Accept-Language": "en" } })
    .then((answer) => answer.text()).then((text) => require("node:fs").writeFileSync("openapi.json", text))' "$BASE_URL/schema/"
npm run --silent generate
if [ "${1:-}" = --write ]; then
    cp schema.d.ts "$kept"
elif ! diff -u "$kept" schema.d.ts >schema.diff; then
    head -n 40 schema.diff
    echo "The API has changed: bring the client up to date by scripts/check_client.sh --write"
    exit 1
fi
# The example of its README is compiled and run as well: it is told that a price has changed.
sed -n '/^```ts$/,/^```$/{//!p}' README.md | sed "s#http://localhost:8000#$BASE_URL#" >readme.ts
npm run --silent exercise
node dist/readme.js | grep .
