// What the shop says when something is not as it was, or nobody answers.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BASE, isSound, launch, PHONE, visit } from "./browser.mjs";
import { post, products, readyPerson, STAFF } from "./people.mjs";

const created = [];
let browser, staff, person;
before(async () => {
  browser = await launch();
  person = await readyPerson();
  staff = { Authorization: `Bearer ${(await post("/login/", STAFF)).access}` };
});
after(async () => {
  for (const { id, slug } of created) await fetch(`${BASE}/products/${id}/${slug}/`, { method: "DELETE", headers: staff });
  await browser.close();
});

const heading = (page, text) => page.getByRole("heading", { level: 1, name: text }).waitFor();

async function sells(values) {
  const product = await post("/products/", { description: "", price: "15000", stock_quantity: 4, ...values, name: `${values.name} ${Date.now()}` }, staff);
  created.push(product);
  return product;
}

async function change({ id, slug }, values) {
  const headers = { ...staff, "Content-Type": "application/json" };
  const response = await fetch(`${BASE}/products/${id}/${slug}/`, { method: "PATCH", headers, body: JSON.stringify(values) });
  assert.equal(response.status, 200);
}

async function logsIn(page) {
  await page.goto("/#/login");
  await page.locator("[name=email]").fill(person.email);
  await page.locator("[name=password]").fill(person.password);
  await page.getByRole("button", { name: "Iniciar sesión" }).click();
  await page.locator("#nav-account").waitFor();
}

async function adds(page, product) {
  await page.goto(`/#/p/${product.slug}`);
  await page.locator("#add").click();
  await page.getByText("Agregado al carrito.").waitFor();
}

test("a price that changed is told, wherever it is noticed", async () => {
  const { page, context, complaints } = await visit(browser, PHONE, { expected: (_, status) => status === 400 });
  const product = await sells({ name: "Ruana de prueba" });
  await logsIn(page);
  await adds(page, product);
  await change(product, { price: "16000" });
  await page.locator("#nav-cart").click();
  await page.getByText(/cambió de \$\s17\.850 a \$\s19\.040/).waitFor();
  await page.locator("#continue").click();
  await heading(page, "Finalizar compra");
  await change(product, { price: "17000" });
  await page.locator("[name=terms]").check();
  await page.getByRole("button", { name: "Pagar (simulador)" }).click();
  await page.getByText(/cambió de \$\s19\.040 a \$\s20\.230/).waitFor();
  await isSound(page, "20-price-changed");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a line that cannot be had is marked, and can be mended", async () => {
  const { page, context, complaints } = await visit(browser, PHONE, { expected: (_, status) => status === 400 });
  const [scarce, gone] = [await sells({ name: "Jarrón de prueba" }), await sells({ name: "Tapete de prueba" })];
  for (const product of [scarce, gone]) await adds(page, product);
  await change(scarce, { stock_quantity: 1 });
  await change(gone, { is_active: false });
  await page.locator("#nav-cart").click();
  await page.locator(`#line-${scarce.id}-plus`).click();
  await page.getByText("No hay tantas unidades.").waitFor();
  await page.getByText("Ya no está disponible.").waitFor();
  await isSound(page, "21-faults");
  await page.getByRole("button", { name: `Quitar ${gone.name}` }).click();
  await page.getByText("Ya no está disponible.").waitFor({ state: "detached" });
  await page.locator(`#line-${scarce.id}-minus`).click();
  await page.locator("#continue").waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("names are text, whatever they hold", async () => {
  const { page, context, complaints } = await visit(browser, PHONE);
  const product = await sells({ name: '<img src=x onerror="window.hurt=1"><b>Olla</b>' });
  await page.goto(`/#/p/${product.slug}`);
  await heading(page, product.name);
  await adds(page, product);
  await page.locator("#nav-cart").click();
  await page.getByText(product.name).first().waitFor();
  assert.equal(await page.evaluate(() => window.hurt), undefined);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a busy shop is asked again, a closed door is explained", async () => {
  const { page, context, complaints } = await visit(browser, PHONE, { expected: (_, status) => [429, 503, 401].includes(status) });
  let refusals = 1;
  const headers = { "Retry-After": "1" };
  await page.route("**/products/?*", (route) => (refusals-- > 0 ? route.fulfill({ status: 503, headers, json: { errors: [] } }) : route.continue()));
  await page.goto("/");
  await page.locator(".card").first().waitFor();
  await page.route("**/login/", (route) => route.fulfill({ status: 429, headers: { "Retry-After": "42" }, json: { errors: [{ code: "throttled", detail: "", attr: null }] } }), { times: 1 });
  await page.goto("/#/login");
  await page.locator("[name=email]").fill(person.email);
  await page.locator("[name=password]").fill("no-es-esta");
  await page.getByRole("button", { name: "Iniciar sesión" }).click();
  await page.getByText("Espera 42 segundos").waitFor();
  await page.getByRole("button", { name: "Iniciar sesión" }).click();
  await page.getByText("El correo o la contraseña no son correctos.").waitFor();
  await isSound(page, "22-refused");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("tokens are renewed once for all who wait, and a dead session asks to log in", async () => {
  const { page, context, complaints } = await visit(browser, PHONE, { expected: (url, status) => status === 401 });
  await logsIn(page);
  const renewals = [];
  page.on("request", (request) => request.url().endsWith("/refresh/") && renewals.push(request));
  const before = await page.evaluate(() => localStorage.getItem("smartmart.refresh"));
  await page.goto("/#/profile");
  await page.reload();
  await heading(page, "Mi cuenta");
  await page.evaluate(async () => {
    const { askMine } = await import("/assets/js/api.js");
    await Promise.all([askMine("/orders/"), askMine("/users/profile/"), askMine("/orders/?page_size=5")]);
  });
  assert.equal(renewals.length, 1);
  assert.notEqual(await page.evaluate(() => localStorage.getItem("smartmart.refresh")), before);
  await page.evaluate(() => localStorage.setItem("smartmart.refresh", "nonsense"));
  await page.reload();
  await heading(page, "Inicia sesión");
  assert.match(page.url(), /next=%2Fprofile/);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the way back by FRONTEND_URL leads to the payment", async () => {
  const [product] = await products();
  const { page, context, complaints } = await visit(browser, PHONE);
  await logsIn(page);
  await adds(page, product);
  await page.locator("#nav-cart").click();
  await page.locator("#continue").click();
  await page.locator("[name=terms]").check();
  await page.getByRole("button", { name: "Pagar (simulador)" }).click();
  await page.waitForURL(/epayco-simulator\/pay\//);
  const invoice = /pay\/([^/]+)/.exec(page.url())[1];
  await page.goto(`/payment?ref_payco=abc&invoice=${invoice}&status=approved`);
  await heading(page, "Esperando tu pago");
  assert.match(page.url(), new RegExp(`/#/payment/${invoice}$`));
  assert.deepEqual(complaints, []);
  await context.close();
});
