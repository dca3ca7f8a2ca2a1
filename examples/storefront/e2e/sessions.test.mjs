// One person in several tabs, and a session that ends where it hurts most.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BASE, isSound, launch, PHONE, visit } from "./browser.mjs";
import { adds, buys, heading, logsIn, post, products, readyPerson } from "./people.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("a log-in counts in every tab, and outlives the one it was made in", async () => {
  const person = await readyPerson();
  const { page, context, complaints } = await visit(browser, PHONE);
  const other = await context.newPage();
  await other.goto("/#/cart");
  await other.locator("#nav-login").waitFor();
  await logsIn(page, person);
  await other.locator("#nav-account").waitFor();
  await page.close();
  await other.goto("/#/profile");
  await other.reload();
  await heading(other, "Mi cuenta");
  const tabs = await Promise.all([1, 2, 3].map(() => context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto("/#/profile")));
  for (const tab of tabs) await heading(tab, "Mi cuenta");
  await tabs[0].locator("#logout").click();
  for (const tab of [...tabs, other]) await tab.locator("#nav-login").waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a session that ends in the middle of the checkout loses nothing typed", async () => {
  const person = await readyPerson();
  const [product] = await products();
  const { page, context, complaints } = await visit(browser, PHONE, { expected: (_, status) => status === 401 });
  await logsIn(page, person);
  await adds(page, product);
  await page.goto("/#/checkout");
  await heading(page, "Finalizar compra");
  await page.getByText("Envío a domicilio").click();
  await page.locator("[name='delivery.department']").selectOption("Boyacá");
  await page.locator("[name='delivery.city']").selectOption("Tunja");
  await page.locator("[name='delivery.address']").fill("Calle 20 # 8-30");
  await page.locator("[name='delivery.phone']").fill("3001234567");
  await page.locator("[name=terms]").check();
  await endEverySession(person);
  await page.getByRole("button", { name: "Pagar (simulador)" }).click();
  await heading(page, "Inicia sesión");
  await page.locator("[name=email]").fill(person.email);
  await page.locator("[name=password]").fill(person.password);
  await page.getByRole("button", { name: "Iniciar sesión" }).click();
  await heading(page, "Finalizar compra");
  assert.equal(await page.locator("[name='delivery.city']").inputValue(), "Tunja");
  assert.equal(await page.locator("[name='delivery.address']").inputValue(), "Calle 20 # 8-30");
  await page.locator("[name=terms]").check();
  await page.getByRole("button", { name: "Pagar (simulador)" }).click();
  await page.waitForURL(/epayco-simulator\/pay\//);
  assert.deepEqual(complaints, []);
  await context.close();
});

async function endEverySession({ email, password }) {
  const { access } = await post("/login/", { email, password });
  await post("/logout/all/", {}, { Authorization: `Bearer ${access}` });
}

test("an unfinished payment is found again, and the address of last time", async () => {
  const person = await readyPerson();
  const [product] = await products();
  const { page, context, complaints } = await visit(browser, PHONE);
  await logsIn(page, person);
  await adds(page, product);
  await buys(page, { state: "pending", place: ["Antioquia", "Medellín", "Carrera 1 # 2-3"] });
  await page.goto("/#/orders");
  await page.getByRole("link", { name: "Pago pendiente: no pagues otra vez" }).waitFor();
  assert.equal(await page.locator(".badge-count").count(), 0);
  await isSound(page, "70-pending");
  await adds(page, product);
  await page.goto("/#/checkout");
  await heading(page, "Finalizar compra");
  assert.equal(await page.locator("[name='delivery.address']").inputValue(), "Carrera 1 # 2-3");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the first look weighs less than 150 KB before pictures", async () => {
  const { page, context, complaints } = await visit(browser, PHONE);
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  let bytes = 0;
  const pictures = new Set();
  cdp.on("Network.responseReceived", ({ requestId, type }) => type === "Image" && pictures.add(requestId));
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => !pictures.has(requestId) && (bytes += encodedDataLength));
  await page.goto(BASE);
  await page.locator(".card").first().waitFor();
  await page.waitForLoadState("networkidle");
  assert.ok(bytes > 10_000 && bytes < 150_000, `${bytes} bytes`);
  console.log(`first look: ${bytes} bytes`);
  assert.deepEqual(complaints, []);
  await context.close();
});
