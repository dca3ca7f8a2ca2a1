// The whole story, as a shopper lives it: on a phone and at a desk.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, isSound, launch, PHONE, visit } from "./browser.mjs";
import { linkFor, newPerson, products } from "./people.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const SCREENS = [["phone", PHONE], ["desktop", DESKTOP]];
for (const [device, viewport] of SCREENS) {
  test(`a newcomer registers, finds, buys and sees the order on a ${device}`, async () => {
    const { page, context, complaints } = await visit(browser, viewport);
    const person = newPerson();
    await registers(page, person);
    await verifies(context, person);
    await logsIn(page, person);
    await browses(page);
    const wanted = await fillsTheCart(page);
    const invoice = await checksOut(page);
    await pays(page);
    await seesTheOrder(page, invoice, wanted);
    await looksAround(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

const heading = (page, text) => page.getByRole("heading", { level: 1, name: text }).waitFor();

async function registers(page, person) {
  await page.goto("/");
  await heading(page, "Lo bueno de aquí");
  await isSound(page, "01-start");
  await page.locator("#nav-login").click();
  await heading(page, "Inicia sesión");
  await isSound(page, "02-login");
  await page.getByRole("link", { name: "Crea tu cuenta" }).click();
  await page.getByRole("button", { name: "Crear cuenta" }).click();
  await page.getByText("Falta este dato.").first().waitFor();
  await isSound(page, "03-register-faults");
  for (const name of ["email", "username", "password", "first_name", "last_name"])
    await page.locator(`[name=${name}]`).fill(person[name]);
  await page.locator("[name=accept_privacy]").check();
  await page.getByRole("button", { name: "Crear cuenta" }).click();
  await heading(page, "Revisa tu correo");
  await isSound(page, "04-mailed");
}

/** In a tab of its own, as a link in a mail opens. */
async function verifies(context, person) {
  const tab = await context.newPage();
  await tab.goto(await linkFor(person.email));
  await tab.getByRole("heading", { level: 1 }).waitFor();
  await tab.close();
}

async function logsIn(page, person) {
  await page.getByRole("main").getByRole("link", { name: "Iniciar sesión" }).click();
  await page.locator("[name=email]").fill(person.email);
  await page.locator("[name=password]").fill(person.password);
  await page.getByRole("button", { name: "Iniciar sesión" }).click();
  await page.locator("#nav-account").waitFor();
  const kept = await page.evaluate(() => Object.keys(localStorage).concat(Object.keys(sessionStorage)));
  assert.ok(!kept.some((key) => key.includes("access")));
}

async function browses(page) {
  const categories = page.locator(".categories");
  await categories.waitFor();
  if (!(await categories.evaluate((element) => element.open))) await categories.locator("summary").click();
  await categories.locator("ul").nth(1).getByRole("link").first().click();
  await page.locator(".breadcrumbs").waitFor();
  await isSound(page, "05-category");
  await page.locator("#sort").selectOption("price");
  await page.waitForURL(/ordering=price/);
  await page.getByRole("link", { name: "Mercado de Prueba", exact: true }).click();
  await page.getByRole("link", { name: "Página 2" }).click();
  await page.waitForURL(/page=2/);
  await page.locator('.pager [aria-current="page"]', { hasText: "2" }).waitFor();
}

async function fillsTheCart(page) {
  const [first, second] = await products();
  await page.locator("#search").fill(first.name.slice(0, 12));
  await page.getByRole("heading", { level: 1, name: "Resultados para" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "search");
  await isSound(page, "06-search");
  for (const product of [first, second]) {
    await page.goto(`/#/p/${product.slug}`);
    await heading(page, product.name);
    await page.locator("#add").click();
    await page.getByText("Agregado al carrito.").waitFor();
  }
  await isSound(page, "07-product");
  await page.locator("#nav-cart").click();
  await heading(page, "Tu carrito");
  const line = page.locator(`#line-${first.id}`);
  await page.locator(`#line-${first.id}-plus`).click();
  await page.locator("main:not([aria-busy])").waitFor();
  assert.equal(await line.inputValue(), "2");
  await isSound(page, "08-cart");
  return [first, second];
}

async function checksOut(page) {
  await page.locator("#continue").click();
  await heading(page, "Finalizar compra");
  await page.getByText("Envío a domicilio").click();
  await page.locator("[name='delivery.department']").selectOption("Antioquia");
  await page.locator("[name='delivery.city']").selectOption("Medellín");
  await page.locator("[name='delivery.address']").fill("Carrera 43A # 1-50, apto 301");
  await page.locator("[name='delivery.phone']").fill("+57 300 123 4567");
  await page.locator("[name='document.type']").selectOption("CC");
  await page.locator("[name='document.number']").fill("1032456789");
  await page.locator(".totals").getByText("Envío", { exact: true }).waitFor();
  await page.locator("[name=terms]").check();
  // Scrolled, a box may be half under the header.
  await page.evaluate(() => scrollTo(0, 0));
  await isSound(page, "09-checkout");
  await page.getByRole("button", { name: "Pagar (simulador)" }).click();
  await page.waitForURL(/epayco-simulator\/pay\//);
  return /pay\/([^/]+)/.exec(page.url())[1];
}

/** Rejected first, then approved, as it happens. */
async function pays(page) {
  await page.locator("button[value=rejected]").click();
  await page.locator("button[value=approved]").waitFor();
  await page.goto("/");
  await heading(page, "Esperando tu pago");
  await page.getByText("El último intento no pasó").waitFor();
  await isSound(page, "10-waiting");
  await page.locator("#resume").click();
  await page.waitForURL(/epayco-simulator\/pay\//);
  await page.locator("button[value=approved]").click();
  await page.getByRole("status").locator("a").click();
  await page.waitForURL(/epayco\/response/);
  await page.getByRole("link").last().click();
  await heading(page, "¡Gracias! Tu pago fue aprobado");
  await isSound(page, "11-paid");
}

async function seesTheOrder(page, invoice, wanted) {
  await page.locator("#see-order").click();
  await heading(page, "Pedido n.º");
  const order = page.locator(".order");
  await order.getByText(invoice).waitFor();
  for (const product of wanted) await order.getByRole("link", { name: product.name }).waitFor();
  await order.getByText("Recibido").first().waitFor();
  await order.getByText("Carrera 43A # 1-50, apto 301").waitFor();
  await order.getByText("Cédula de ciudadanía 1032456789").waitFor();
  await isSound(page, "12-order");
  assert.equal(await page.locator(".badge-count").count(), 0);
}

async function looksAround(page) {
  await page.locator("#nav-orders").click();
  await heading(page, "Mis pedidos");
  assert.equal(await page.locator(".order-card").count(), 1);
  await isSound(page, "13-orders");
  await page.locator("#nav-account").click();
  await heading(page, "Mi cuenta");
  await page.locator("[name=phone]").fill("+57 310 765 4321");
  await page.getByRole("button", { name: "Guardar cambios" }).click();
  await page.getByText("Guardado.").waitFor();
  await isSound(page, "14-profile");
  await page.locator("#language").click();
  await heading(page, "My account");
  await page.locator("#language").click();
  await page.locator("#logout").click();
  await page.locator("#nav-login").waitFor();
  await page.locator("#nav-cart").click();
  await heading(page, "Tu carrito está vacío");
  await isSound(page, "15-empty-cart");
}
