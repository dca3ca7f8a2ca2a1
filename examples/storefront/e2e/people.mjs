// Shoppers: new ones by the form and the mailed link, ready ones by the API.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BASE } from "./browser.mjs";

export const STAFF = { email: "staff@smartmart.test", password: "demo-Staff-1" };
export const PASSWORD = "arepa-con-queso-7";
let number = 0;

export function newPerson() {
  number += 1;
  const username = `marta.${Date.now().toString(36)}${process.pid}${number}`;
  return { username, email: `${username}@example.com`, password: PASSWORD, first_name: "Marta", last_name: "Rincón", accept_privacy: true };
}

/** The link of the verification mail; mails leave a moment after the request. */
export async function linkFor(email, wanted = /\/verifyemail\/[0-9a-f-]{36}\//) {
  const folder = process.env.MAIL_DIR;
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const files = readdirSync(folder).map((name) => join(folder, name));
    const mail = files
      .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
      .map((path) => readFileSync(path, "utf8").replace(/=\r?\n/g, "").replace(/=3D/g, "="))
      .find((text) => text.includes(`To: ${email}`) && wanted.test(text));
    const link = mail && wanted.exec(mail)?.[0];
    if (link) return link;
    await sleep(250);
  }
  throw new Error(`No mail to ${email} came.`);
}

export async function post(path, body, headers = {}) {
  const response = await fetch(BASE + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${path}: ${response.status} ${await response.clone().text()}`);
  return response.json();
}

export async function readyPerson() {
  const person = newPerson();
  await post("/register/", person);
  const link = await linkFor(person.email);
  assert.equal((await fetch(BASE + link)).status, 201);
  return person;
}

/** Of these there are enough for all tests that buy at the same time. */
export async function products() {
  const response = await fetch(`${BASE}/products/?in_stock=true&ordering=-price&page_size=100`);
  return (await response.json()).results.filter((product) => product.stock_quantity > 15);
}

export async function staffToken() {
  return { Authorization: `Bearer ${(await post("/login/", STAFF)).access}` };
}

export async function change(path, values, headers) {
  const response = await fetch(BASE + path, { method: "PATCH", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(values) });
  assert.equal(response.status, 200, path);
}

// --- What a shopper does in the page ---
export const heading = (page, text) => page.getByRole("heading", { level: 1, name: text }).waitFor();

export async function logsIn(page, person) {
  await page.goto("/#/login");
  await page.locator("[name=email]").fill(person.email);
  await page.locator("[name=password]").fill(person.password);
  await page.getByRole("button", { name: "Iniciar sesión" }).click();
  await page.locator("#nav-account").waitFor();
}

export async function adds(page, product) {
  await page.goto(`/#/p/${product.slug}`);
  await heading(page, product.name);
  await page.locator("#add").click();
  await page.getByText("Agregado al carrito.").waitFor();
}

/** From the cart through the stand-in; place: [department, municipality, address], else picked up. */
export async function buys(page, { state = "approved", place = null, before = async () => null } = {}) {
  await page.goto("/#/checkout");
  await heading(page, "Finalizar compra");
  if (place) await fillsIn(page, place);
  await page.locator("[name=terms]").check();
  await page.locator(".totals dt").getByText("Envío", { exact: true }).waitFor();
  await before();
  await page.getByRole("button", { name: "Pagar (simulador)" }).click();
  await page.waitForURL(/epayco-simulator\/pay\//);
  const invoice = /pay\/([^/]+)/.exec(page.url())[1];
  await page.locator(`button[value=${state}]`).click();
  await page.getByRole("status").locator("a").waitFor();
  return invoice;
}

async function fillsIn(page, [department, city, address]) {
  await page.getByText("Envío a domicilio").click();
  await page.locator("[name='delivery.department']").selectOption(department);
  await page.locator("[name='delivery.city']").selectOption(city);
  await page.locator("[name='delivery.address']").fill(address);
  await page.locator("[name='delivery.phone']").fill("3001234567");
}
