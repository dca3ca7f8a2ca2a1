// Names that are markup, that spreadsheets would run, texts that turn the direction of writing: on every
// page of the admin, in the mails and in the exports they stay the letters that they are.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { BASE, DESKTOP, launch, visit } from "./browser.mjs";
import { linkFor, newPerson, post } from "./people.mjs";

const ADMIN = { email: "admin@smartmart.test", password: "demo-Admin-1" };
const MARKUP = `"><img src=x onerror="window.hurt=1"><script>window.hurt=1</script>`;
const TURNED = "\u202egnp.\u2066";
const FORMULA = "=HYPERLINK(1)";
const HURT = /window\.hurt/;
const mark = Date.now().toString(36);
let browser, root, product, category, invoice, person;

before(async () => {
  browser = await launch();
  root = { Authorization: `Bearer ${(await post("/login/", ADMIN)).access}` };
  category = await post("/categories/", { name: `${MARKUP} ${mark}` }, root);
  const image_url = `${BASE}/static/smartmart/icon.svg`;
  product = await post("/products/", {
    name: `${FORMULA}${MARKUP} ${mark}`, description: `${MARKUP} ${TURNED}`, price: "15000", stock_quantity: 40,
    category_id: category.id, images: [{ image_url, alt_text: MARKUP }],
  }, root);
  person = { ...newPerson(), first_name: MARKUP, last_name: FORMULA };
  await post("/register/", person);
  assert.equal((await fetch(BASE + await linkFor(person.email))).status, 201);
  invoice = await buys();
});
after(async () => {
  await browser.close();
  if (product) await fetch(`${BASE}/products/${product.id}/${product.slug}/`, { method: "DELETE", headers: root });
});

async function buys() {
  const mine = { Authorization: `Bearer ${(await post("/login/", { email: person.email, password: person.password })).access}` };
  const delivery = { method: "standard", department: "Antioquia", city: "Medellín", address: MARKUP, phone: "+57 3001234567" };
  const items = [{ product_id: product.id, quantity: 1, price: product.price }];
  const checkout = await post("/epayco/checkout/", { items, delivery }, mine);
  const { notice } = await post("/epayco-simulator/payments/", { invoice: checkout.invoice, state: "approved" });
  await post("/checkoutconfirmation/", notice);
  await post(`/orders/${checkout.invoice}/refunds/`, { amount: "1.00", reason: MARKUP }, root);
  return checkout.invoice;
}

async function logsIn(page) {
  await page.goto("/admin/");
  await page.locator("[name=username]").fill(ADMIN.email);
  await page.locator("[name=password]").fill(ADMIN.password);
  await page.locator("[type=submit]").click();
  await page.getByRole("heading", { name: "Gestión de la tienda" }).waitFor();
}

const harmless = async (page) => {
  assert.equal(await page.evaluate(() => window.hurt), undefined, page.url());
  const foreign = await page.locator("img[onerror], img[src=x], script:not([src]):not([type='application/ld+json'])").evaluateAll((all) => all.map((each) => each.outerHTML));
  assert.deepEqual(foreign.filter((html) => HURT.test(html)), [], page.url());
};
const ofAdmin = (page, pattern) =>
  page.locator("a[href]").evaluateAll((links, source) => [...new Set(links.map((link) => new URL(link.href)).filter(({ pathname }) => new RegExp(source).test(pathname)).map(({ pathname }) => pathname))], pattern);

test("no page of the admin runs what a name holds", async () => {
  const { page, context, complaints } = await visit(browser, DESKTOP);
  await logsIn(page);
  await harmless(page);
  const lists = await ofAdmin(page, "^/admin/[a-z]+/[a-z]+/$");
  assert.ok(lists.length > 9, lists.join());
  let seen = 0;
  for (const list of lists) {
    await page.goto(list);
    await harmless(page);
    const [row] = await ofAdmin(page, `^${list}[0-9]+/change/$`);
    for (const path of row ? [row, row.replace("change", "history")] : []) {
      await page.goto(path);
      await harmless(page);
      seen += (await page.content()).includes("onerror=") ? 1 : 0;
    }
  }
  await page.goto(`/admin/orders/order/invoice/${invoice}/`);
  await page.getByText(MARKUP).first().waitFor();
  await harmless(page);
  await page.goto(page.url().replace("change", "receipt"));
  await page.getByText(MARKUP).first().waitFor();
  await harmless(page);
  assert.ok(seen > 3, `the names were shown on ${seen} pages of rows only`);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the payer's page and the stand-in's show names as text", async () => {
  const { page, context, complaints } = await visit(browser, DESKTOP);
  for (const path of [`/epayco-simulator/pay/${invoice}/`, `/#/p/${product.slug}`]) {
    await page.goto(path);
    await page.getByText(MARKUP).first().waitFor();
    await harmless(page);
  }
  assert.deepEqual(complaints, []);
  await context.close();
});

/** The parts of the mail about the order, decoded. */
async function mailOfOrder() {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const texts = readdirSync(process.env.MAIL_DIR).map((name) => readFileSync(join(process.env.MAIL_DIR, name), "utf8"));
    const mail = texts.find((text) => text.includes(`To: ${person.email}`) && text.includes(invoice.slice(0, 20)));
    if (mail) return mail.split(/^--=+.*$/m).map(decoded);
    await sleep(250);
  }
  throw new Error("No mail about the order came.");
}

function decoded(part) {
  const [head, ...body] = part.split(/\r?\n\r?\n/);
  const text = body.join("\n\n");
  if (/encoding: base64/i.test(head)) return head + Buffer.from(text, "base64").toString("utf8");
  if (!/encoding: quoted-printable/i.test(head)) return part;
  const bytes = text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return head + Buffer.from(bytes, "latin1").toString("utf8");
}

test("a mail shows names as text, whatever reads it, and in one direction", async () => {
  const parts = await mailOfOrder();
  const html = parts.find((part) => /text\/html/.test(part));
  const plain = parts.find((part) => /text\/plain/.test(part));
  assert.ok(plain.includes(FORMULA) && !/[\u202a-\u202e\u2066-\u2069]/.test(plain + html));
  const { page, context } = await visit(browser, DESKTOP);
  await page.setContent(html.slice(html.search(/<!doctype|<html|<body|<p|<div|<table/i)));
  await page.getByText(FORMULA).first().waitFor();
  await harmless(page);
  await context.close();
});

test("an export holds no formula", async () => {
  const { page, context } = await visit(browser, DESKTOP);
  await logsIn(page);
  for (const path of ["/admin/orders/order/export/csv/", "/admin/catalog/product/export/csv/"]) {
    const table = await (await context.request.get(path)).text();
    assert.ok(table.includes(`'${FORMULA}`), path);
    assert.ok(!/(^|[;,\n"])[=+@-](?![0-9])/m.test(table.replace(/^\ufeff/, "").replace(/""/g, "")), path);
  }
  await context.close();
});
