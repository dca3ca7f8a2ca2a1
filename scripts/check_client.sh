#!/bin/sh
# Regenerates the TypeScript client from the schema of a running demo shop, compiles it and buys
# with it. Fails if clients/typescript/schema.d.ts differs from the schema; --write updates the
# file.
set -eu
cd "$(dirname "$0")/.."
if [ -z "${BASE_URL:-}" ]; then exec sh scripts/with_shop.sh sh scripts/check_client.sh "$@"; fi

root=$PWD
kept=$root/clients/typescript/schema.d.ts
folder=$(sh scripts/node_folder.sh clients/typescript)
cd "$folder"
# Descriptions come in the requested language.
node -e 'fetch(process.argv[1], { headers: { Accept: "application/json", "Accept-Language": "en" } })
    .then((answer) => answer.text()).then((text) => require("node:fs").writeFileSync("openapi.json", text))' "$BASE_URL/schema/"
npm run --silent generate
if [ "${1:-}" = --write ]; then
    cp schema.d.ts "$kept"
elif ! diff -u "$kept" schema.d.ts >schema.diff; then
    head -n 40 schema.diff
    echo "The API has changed. Update the client with scripts/check_client.sh --write"
    exit 1
fi
# Compile and run the README's example too: the API tells it that a price has changed.
sed -n '/^```ts$/,/^```$/{//!p}' README.md | sed "s#http://localhost:8000#$BASE_URL#" >readme.ts
npm run --silent exercise
node dist/readme.js | grep .
