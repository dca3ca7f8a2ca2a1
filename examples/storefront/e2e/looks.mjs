// Twelve pages look as they did: each is compared with its picture in looks/, coarsely, so that another machine's
// fonts pass and a missing stylesheet does not. WRITE_LOOKS=1 takes the pictures anew. Needs a fresh demo shop.

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BASE, DESKTOP, launch, PHONE } from "./browser.mjs";
import { difference, shrink } from "./pictures.mjs";
import { linkFor, newPerson, post, STAFF } from "./people.mjs";

const FOLDER = process.env.LOOKS;
// The share of a page's cells that may differ.
const TOLERANCE = 0.035;
// Down to the first products.
const TALL = { ...PHONE, height: 1800 };
const SHOPPER = { email: "shopper@smartmart.test", password: "demo-Shopper-1" };
let browser, easel;
before(async () => {
  browser = await launch();
  easel = await browser.newPage();
});
after(() => browser.close());

const shopper = async (page) => {
  await page.goto("/#/login");
  for (const [name, value] of Object.entries(SHOPPER)) await page.locator(`[name=${name}]`).fill(value);
  await page.locator("main [type=submit]").click();
  await page.locator("#nav-account").waitFor();
};
const staff = async (page) => {
  await page.goto("/admin/");
  await page.locator("[name=username]").fill(STAFF.email);
  await page.locator("[name=password]").fill(STAFF.password);
  await page.locator("[type=submit]").click();
  await page.locator("#user-tools").waitFor();
};

async function cart(page) {
  for (const slug of ["almohada-de-fibra", "arroz-blanco-5-kg", "bocadillo-veleno-con-hoja-de-bijao"]) {
    await page.goto(`/#/p/${slug}`);
    await page.locator("#add").click();
    await page.locator(".toast").waitFor();
    await page.goto("/#/cart");
    await page.locator("#continue").waitFor();
  }
}

async function checkout(page) {
  await cart(page);
  await page.locator("#continue").click();
  await page.locator("[name=terms]").waitFor();
}

/** The first row of a list of the admin. */
async function opens(page, list) {
  await page.goto(list);
  await page.locator("#result_list tbody th a").first().click();
  await page.waitForURL(/change\//);
}

async function shipped(page) {
  const { access } = await post("/login/", SHOPPER);
  const found = await (await page.request.get("/orders/", { headers: { Authorization: `Bearer ${access}` } })).json();
  return found.results.find(({ status }) => status === "shipped").invoice_id;
}

async function mail(page) {
  const person = newPerson();
  await post("/register/", person);
  await linkFor(person.email);
  await page.goto("/mail/");
  await page.goto(`${await page.locator("li a").first().getAttribute("href")}html/`);
}

/** name: [who, screen, language, go there]; the admin's are dark where the name says so. */
const PAGES = {
  start: [null, TALL, "es-CO", (page) => page.goto("/")],
  product: [null, DESKTOP, "en-US", (page) => page.goto("/#/p/cafe-de-huila-en-grano-500-g")],
  cart: [null, PHONE, "en-US", cart],
  checkout: [shopper, DESKTOP, "es-CO", checkout],
  orders: [shopper, PHONE, "es-CO", (page) => page.goto("/#/orders")],
  order: [shopper, DESKTOP, "es-CO", async (page) => page.goto(`/#/orders/${await shipped(page)}`)],
  mail: [null, DESKTOP, "es-CO", mail],
  "admin-login": [null, PHONE, "en-US", (page) => page.goto("/admin/")],
  "admin-orders-dark": [staff, DESKTOP, "es-CO", (page) => page.goto("/admin/orders/order/")],
  "admin-order": [staff, DESKTOP, "en-US", (page) => opens(page, "/admin/orders/order/?status__exact=shipped")],
  "admin-product-dark": [staff, PHONE, "es-CO", (page) => opens(page, "/admin/catalog/product/?q=huila")],
  "admin-import": [staff, DESKTOP, "es-CO", (page) => page.goto("/admin/catalog/product/import/")],
};

/** A screenshot of a page, after spoil(page) has had its way with it. */
async function look(name, spoil = async () => null) {
  const [who, viewport, locale, goes] = PAGES[name];
  const colorScheme = name.endsWith("-dark") ? "dark" : "light";
  const context = await browser.newContext({ viewport, locale, colorScheme, reducedMotion: "reduce", baseURL: BASE });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await spoil(page);
  await who?.(page);
  await goes(page);
  await page.waitForFunction(() => !document.querySelector("main[aria-busy], .loading") && document.querySelector("h1, form, table"));
  await page.evaluate(() => Promise.all([...document.images].filter((each) => each.getBoundingClientRect().top < innerHeight).map((each) => each.decode().catch(() => null))));
  // Without what comes and goes: messages, and what shines under the pointer.
  await page.evaluate(() => document.querySelectorAll(".toast").forEach((each) => each.remove()));
  await page.mouse.move(1, viewport.height / 2);
  const shot = await page.screenshot({ animations: "disabled" });
  await context.close();
  return shot;
}

const kept = (name) => join(FOLDER, `${name}.webp`);
const differs = async (name, shot) => difference(easel, readFileSync(kept(name)), shot);

for (const name of Object.keys(PAGES)) {
  test(`${name} looks as it did`, async () => {
    const shot = await look(name);
    if (process.env.WRITE_LOOKS) return writeFileSync(kept(name), await shrink(easel, shot));
    assert.ok(existsSync(kept(name)), `${name} has no picture: WRITE_LOOKS=1`);
    const share = await differs(name, shot);
    if (process.env.SCREENSHOTS) writeFileSync(join(process.env.SCREENSHOTS, `look-${name}.png`), shot);
    console.log(`${name}: ${(100 * share).toFixed(1)} % differ`);
    assert.ok(share <= TOLERANCE, `${(100 * share).toFixed(1)} % of ${name} differ from ${kept(name)}`);
  });
}

const without = (pattern) => (page) => page.route(pattern, (route) => route.abort());
/** Without the styles that the page itself brings. */
const undressed = (page) => page.addInitScript(() => addEventListener("DOMContentLoaded", () => document.querySelector("style").remove()));
const inFont = (family) => (page) => page.addInitScript((name) => addEventListener("DOMContentLoaded", () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { font-family: ${name} !important; }`);
  document.adoptedStyleSheets = [sheet];
}), family);

test("a broken page is noticed, other fonts are not", async () => {
  for (const [name, pattern] of [["start", "style"], ["start", "**/media/pictures/**"], ["product", "**/media/pictures/**"], ["admin-order", "**/*.css"]]) {
    const share = await differs(name, await look(name, pattern === "style" ? undressed : without(pattern)));
    console.log(`${name} without ${pattern}: ${(100 * share).toFixed(1)} % differ`);
    assert.ok(share > TOLERANCE, `${name} without ${pattern}: ${(100 * share).toFixed(1)} %`);
  }
  for (const name of ["start", "order", "admin-import"]) {
    const share = await differs(name, await look(name, inFont("serif")));
    console.log(`${name} in another font: ${(100 * share).toFixed(1)} % differ`);
    assert.ok(share <= TOLERANCE, `${name} in another font: ${(100 * share).toFixed(1)} %`);
  }
});
