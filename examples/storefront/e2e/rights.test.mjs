// The rights of a buyer: consent, a purchase, withdrawal from it, a copy of one's data, the end of them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { BASE, DESKTOP, isSound, launch, PHONE, visit } from "./browser.mjs";
import { adds, buys, change, heading, linkFor, logsIn, newPerson, products, readyPerson, staffToken } from "./people.mjs";

let browser, staff;
before(async () => {
  browser = await launch();
  staff = await staffToken();
});
after(() => browser.close());

test("a person registers, consents, buys, withdraws, takes their data and vanishes", async () => {
  const person = newPerson();
  const { page, context, complaints } = await visit(browser, PHONE);
  await registers(page, context, person);
  await logsIn(page, person);
  const [product] = await products();
  await adds(page, product);
  const invoice = await buys(page);
  for (const status of ["preparing", "shipped", "delivered"])
    await change(`/orders/${invoice}/`, { status, ...(status === "shipped" ? { carrier: "Servientrega", tracking_number: "987654321" } : {}) }, staff);
  await withdraws(page, invoice, product);
  await exports(page, person, invoice);
  await vanishes(page, person);
  assert.deepEqual(complaints, []);
  await context.close();
});

async function registers(page, context, person) {
  await page.goto("/#/register");
  for (const name of ["email", "username", "password"]) await page.locator(`[name=${name}]`).fill(person[name]);
  assert.equal(await page.locator("[name=accept_privacy]").isChecked(), false);
  await page.getByRole("button", { name: "Crear cuenta" }).click();
  await page.getByText("Falta este dato.").waitFor();
  await page.locator("[name=accept_privacy]").check();
  await page.getByRole("button", { name: "Crear cuenta" }).click();
  await heading(page, "Revisa tu correo");
  await page.locator("#mailbox").waitFor();
  await page.locator("#resend").click();
  await page.getByText("Te enviamos otro enlace.").waitFor();
  const tab = await context.newPage();
  await tab.goto(await linkFor(person.email));
  await tab.getByRole("heading", { level: 1 }).waitFor();
  await tab.close();
}

async function withdraws(page, invoice, product) {
  await page.goto(`/#/orders/${invoice}`);
  await heading(page, "Pedido n.º");
  await page.getByText("guía 987654321").waitFor();
  await page.getByText("Devolver productos (retracto)").click();
  await isSound(page, "60-withdrawal");
  await page.locator("[name=reason]").fill("Cambié de opinión");
  await page.getByRole("button", { name: "Pedir la devolución" }).click();
  await page.getByRole("heading", { name: "Devolución n.º" }).waitFor();
  await page.locator(".order-card", { hasText: `1 × ${product.name}` }).getByText("Solicitada").waitFor();
  await isSound(page, "61-returned");
}

async function exports(page, person, invoice) {
  await page.goto("/#/profile/data");
  await page.getByText("Autorizaste la versión 2026-11").waitFor();
  await isSound(page, "62-my-data");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#export").click()]);
  const kept = readFileSync(await download.path(), "utf8");
  for (const known of [person.email, invoice, "Cambié de opinión"]) assert.ok(kept.includes(known), `${known} in ${kept}`);
}

async function vanishes(page, person) {
  await page.getByText("Eliminar mi cuenta", { exact: true }).first().click();
  await page.locator("[name=current_password]").fill(person.password);
  await page.getByRole("button", { name: "Eliminar mi cuenta para siempre" }).click();
  await page.locator("#nav-login").waitFor();
  const answer = await fetch(`${BASE}/login/`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(person) });
  assert.equal(answer.status, 401);
}

test("a forgotten password is asked for, a known one changed, addresses are kept", async () => {
  const person = await readyPerson();
  const { page, context, complaints } = await visit(browser, DESKTOP);
  await page.goto("/#/login");
  await page.getByRole("link", { name: "Olvidé mi contraseña" }).click();
  await heading(page, "¿Olvidaste tu contraseña?");
  await isSound(page, "63-forgot");
  await page.locator("[name=email]").fill(person.email);
  await page.getByRole("button", { name: "Enviar enlace" }).click();
  await heading(page, "Revisa tu correo");
  const link = await linkFor(person.email, /\/password\/reset\/confirm\/\?[\w=&%;-]+/);
  person.password = "sancocho-de-gallina-9";
  await page.goto(link.replace(/&amp;/g, "&"));
  await page.locator("[name=new_password]").fill(person.password);
  await page.locator("button[type=submit]").click();
  await page.waitForFunction(() => !document.querySelector("[name=new_password]"));
  await logsIn(page, person);
  await page.goto("/#/profile/security");
  await isSound(page, "64-password");
  await page.locator("[name=current_password]").fill(person.password);
  await page.locator("[name=new_password]").fill("bandeja-paisa-11");
  await page.getByRole("button", { name: "Cambiar contraseña" }).click();
  await page.getByText("Cambiaste tu contraseña").waitFor();
  await keepsAnAddress(page);
  assert.deepEqual(complaints, []);
  await context.close();
});

async function keepsAnAddress(page) {
  await page.goto("/#/profile/addresses");
  await page.locator("#new-address").click();
  for (const [name, text] of [["label", "Casa"], ["address", "Calle 5 # 6-7"], ["phone", "3001234567"]]) await page.locator(`[name=${name}]`).fill(text);
  await page.locator("[name=department]").selectOption("Bogotá, D.C.");
  assert.equal(await page.locator("[name=city]").inputValue(), "Bogotá, D.C.");
  await page.getByRole("button", { name: "Guardar cambios" }).click();
  await page.locator(".order-card", { hasText: "Calle 5 # 6-7" }).getByText("Principal").waitFor();
  await isSound(page, "65-addresses");
}

test("only who ticks the box agrees to a reminder of the cart", async () => {
  const { page, context, complaints } = await visit(browser, PHONE);
  await logsIn(page, await readyPerson());
  const [product] = await products();
  for (const agrees of [false, true]) {
    await adds(page, product);
    const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/epayco/checkout/"));
    await buys(page, { state: "rejected", before: async () => {
      const box = page.getByLabel("envíenme un correo sobre este carrito");
      assert.equal(await box.isChecked(), false);
      if (!agrees) return;
      await box.check();
      await isSound(page, "66-reminder");
    } });
    assert.equal((await sent).postDataJSON().remind, agrees);
  }
  assert.deepEqual(complaints, []);
  await context.close();
});

for (const [contact, words] of [[{}, "escríbenos: ayuda@mercado.test · 601 555 0101. Devuelve"], [{ email: "", phone: "" }, "escríbenos. Devuelve"]]) {
  test(`the rights name a way to write where there is one: ${words}`, async () => {
    const { page, context, complaints } = await visit(browser, PHONE);
    await page.route("**/shop/", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), ...contact } });
    });
    await page.goto("/#/rights");
    await page.getByText(words).waitFor();
    assert.deepEqual(complaints, []);
    await context.close();
  });
}
