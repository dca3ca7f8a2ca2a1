// Buys something on a running demo shop by the typed client: BASE_URL, and MAIL_DIR with its mails.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, type Schemas, SmartMart, type WebhookEvent } from "./client.js";

const BASE = process.env.BASE_URL ?? "http://localhost:8000";
const MAILS = process.env.MAIL_DIR ?? "mail";
const PASSWORD = "arepa-con-queso-7";

async function tokenFor(email: string): Promise<string> {
  for (let attempt = 0; attempt < 60; attempt += 1, await sleep(250)) {
    const mails = readdirSync(MAILS).map((name) => readFileSync(join(MAILS, name), "utf8").replace(/=\r?\n/g, ""));
    const token = mails.find((mail) => mail.includes(`To: ${email}`))?.match(/\/verifyemail\/([0-9a-f-]{36})\//)?.[1];
    if (token) return token;
  }
  throw new Error(`No mail to ${email} came.`);
}

async function joins(shop: SmartMart): Promise<string> {
  const username = `cliente-${randomUUID().slice(0, 8)}`;
  const email = `${username}@example.com`;
  await shop.call("post", "/register/", { body: { email, username, password: PASSWORD, first_name: "Inés" } });
  const account = await shop.call("get", "/verifyemail/{token}/", { params: { token: await tokenFor(email) } });
  assert.ok("access" in account);
  await shop.logIn(email, PASSWORD);
  const me = await shop.call("patch", "/users/profile/", { body: { phone: "+57 300 123 4567" } });
  assert.deepEqual([me.email, me.phone], [email, "+57 300 123 4567"]);
  return email;
}

async function chooses(shop: SmartMart): Promise<Schemas["Product"]> {
  const list = await shop.call("get", "/products/", { query: { in_stock: true, ordering: ["price"], page_size: 10 } });
  const product = list.results.find(({ stock_quantity }) => stock_quantity > 2);
  assert.ok(product);
  return shop.call("get", "/products/{slug}/", { params: { slug: product.slug } });
}

async function checksOut(shop: SmartMart, product: Schemas["Product"]): Promise<Schemas["PaymentData"]> {
  const items = [{ product_id: product.id, quantity: 2, price: product.price }];
  const quote = await shop.call("post", "/epayco/quote/", { body: { items, delivery: { method: "pickup" } } });
  const body = { items, delivery: { method: "pickup" as const }, document: { type: "CC" as const, number: "1032456789" } };
  const headers = { "Idempotency-Key": randomUUID() };
  const first = await shop.call("post", "/epayco/checkout/", { body, headers });
  const again = await shop.call("post", "/epayco/checkout/", { body, headers });
  assert.equal(again.invoice, first.invoice);
  assert.equal(Number(first.amount), Number(quote.total));
  return first;
}

/** Plays the payer and ePayco by the stand-in, which is no part of the API. */
async function pays(shop: SmartMart, invoice: string): Promise<void> {
  const response = await fetch(`${BASE}/epayco-simulator/payments/`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ invoice, state: "approved" }),
  });
  const { notice } = (await response.json()) as { notice: Schemas["ConfirmationRequest"] };
  await shop.call("post", "/checkoutconfirmation/", { body: notice });
}

async function isRefused(act: Promise<unknown>, status: number, code: string): Promise<void> {
  await assert.rejects(act, (error) => error instanceof ApiError && error.status === status && error.has(code));
}

/** An inventory program: walks the catalogue, writes by If-Match, moves stock by differences. */
async function keepsInStep(): Promise<void> {
  const staff = new SmartMart(BASE, { language: "en" });
  await staff.logIn("staff@smartmart.test", "demo-Staff-1");
  const seen = new Set<number>();
  for await (const product of staff.walk("/products/", { query: { page_size: 50, include_deleted: true } })) seen.add(product.id);
  assert.equal(seen.size, (await staff.call("get", "/products/")).count);
  const [one, other] = [...seen];
  assert.equal((await staff.call("get", "/products/", { query: { ids: `${one},${other}` } })).count, 2);
  const categories = await staff.call("get", "/categories/");
  const slugs = ("results" in categories ? categories.results : categories).slice(0, 2).map(({ slug }) => slug);
  for await (const product of staff.walk("/products/", { query: { category: slugs } })) assert.ok(product.category);
  const began = new Date(Date.now() - 1000).toISOString();
  const { slug } = (await staff.call("get", "/products/", { query: { search: "ruana" } })).results[0]!;
  const [product, tag] = await staff.readWithTag("/products/{slug}/", { params: { slug } });
  const params = { id: product.id, slug };
  const headers = { "If-Match": tag };
  await staff.call("patch", "/products/{id}/{slug}/", { params, headers, body: { sku: "RUANA-1" } });
  const late = staff.call("patch", "/products/{id}/{slug}/", { params, headers, body: { sku: "RUANA-2" } });
  await isRefused(late, 412, "precondition_failed");
  const moved = await staff.call("post", "/products/{id}/{slug}/stock/", { params, body: { change: 5, reason: "Delivery 81" } });
  assert.equal(moved.stock_quantity, product.stock_quantity + 5);
  const changed: number[] = [];
  for await (const row of staff.walk("/products/", { query: { updated_after: began, ordering: ["updated_at"] } })) changed.push(row.id);
  assert.ok(changed.includes(product.id));
}

/** The payload of a webhook is typed by its name. */
export const describe = ({ type, data }: WebhookEvent<"order.paid">): string => `${type}: ${data.invoice_id}`;

const shop = new SmartMart(BASE, { language: "es" });
const email = await joins(shop);
const product = await chooses(shop);
const dearer = [{ product_id: product.id, quantity: 1, price: "1.00" }];
await isRefused(shop.call("post", "/epayco/checkout/", { body: { items: dearer } }), 400, "price_changed");
const { invoice } = await checksOut(shop, product);
assert.equal((await shop.call("get", "/epayco/checkout/{invoice}/", { params: { invoice } })).status, "open");
await pays(shop, invoice);
assert.equal((await shop.call("get", "/epayco/checkout/{invoice}/", { params: { invoice } })).status, "paid");
// An access token that ran out is renewed, once for all calls that wait.
shop.keep({ ...shop.tokens!, access: "run-out" });
const [orders, order] = await Promise.all([
  shop.call("get", "/orders/"),
  shop.call("get", "/orders/{invoice_id}/", { params: { invoice_id: invoice } }),
]);
assert.equal(orders.count, 1);
assert.deepEqual([order.email, order.payment_status, order.items[0]?.quantity], [email, "paid", 2]);
await keepsInStep();
await shop.logOut();
await isRefused(shop.call("get", "/orders/"), 401, "not_authenticated");
console.log(`${email} bought ${order.items[0]?.product_name}: ${order.invoice_id} is ${order.payment_status}.`);
