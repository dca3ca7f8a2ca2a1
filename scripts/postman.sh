#!/bin/sh
# Runs the Postman collection with newman against a demo shop.
# Usage: scripts/postman.sh http://localhost:8000 (NEWMAN= names the program)
set -eu
cd "$(dirname "$0")/.."
newman=${NEWMAN:-newman}
command -v "$newman" >/dev/null || { echo "Install newman (npm install -g newman@6), or set NEWMAN to its path." >&2; exit 1; }
exec "$newman" run postman/SmartMart.postman_collection.json --env-var "base_url=$1" \
    --bail failure --color off --reporter-cli-no-banner --reporter-cli-no-success-assertions
