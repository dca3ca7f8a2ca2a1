#!/bin/sh
# Tests the example storefront and the admin in a real browser against a separate demo shop.
# SCREENSHOTS=folder saves a screenshot of every view; WRITE_LOOKS=1 renews the pictures that looks.mjs
# compares with; CHROMIUM= names the browser.
set -eu
cd "$(dirname "$0")/.."
# A shop with a legal name and a privacy policy, as a real one needs.
export SHOP_NAME="Mercado de Prueba" SHOP_LEGAL_NAME="Mercado de Prueba S.A.S." SHOP_TAX_ID=900123456-8 \
    SHOP_ADDRESS="Calle 12 # 3-45, Bogotá" SHOP_PHONE="601 555 0101" SHOP_EMAIL=ayuda@mercado.test \
    SHOP_PRIVACY_VERSION=2026-11 SHOP_PICKUP_ADDRESS="Calle 12 # 3-45, Bogotá" \
    SHOP_TERMS_URL=http://localhost/terminos SHOP_PRIVACY_URL=http://localhost/datos \
    ABANDONED_CHECKOUT_HOURS=24
if [ -z "${BASE_URL:-}" ]; then
    # In a fresh shop, compare pages with their pictures.
    [ $# -gt 0 ] || sh scripts/with_shop.sh sh scripts/check_storefront.sh looks.mjs
    sh scripts/with_shop.sh sh scripts/check_storefront.sh "$@"
    # Check the totals again, in a shop whose prices include tax.
    [ $# -gt 0 ] || PRICES_INCLUDE_TAX=true sh scripts/with_shop.sh sh scripts/check_storefront.sh sums.test.mjs
    exit
fi

browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$browser" ]; then
    [ "$(id -u)" = 0 ] || { echo "Install chromium, or set CHROMIUM to the path of a browser."; exit 1; }
    echo "Installing chromium ..."
    # Without a font package, the browser draws no text.
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1
    browser=/usr/bin/chromium
fi
export LOOKS="$PWD/examples/storefront/e2e/looks"
folder=$(sh scripts/node_folder.sh examples/storefront/e2e)
cd "$folder"
CHROMIUM=$browser exec node --test --test-concurrency=2 --test-reporter=spec "$@"
