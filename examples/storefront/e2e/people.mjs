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
export async function linkFor(email) {
  const folder = process.env.MAIL_DIR;
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const files = readdirSync(folder).map((name) => join(folder, name));
    const mail = files
      .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
      .map((path) => readFileSync(path, "utf8").replace(/=\r?\n/g, ""))
      .find((text) => text.includes(`To: ${email}`));
    const link = mail && /\/verifyemail\/[0-9a-f-]{36}\//.exec(mail)?.[0];
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
