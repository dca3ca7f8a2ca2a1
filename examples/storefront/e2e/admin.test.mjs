// A day at the admin: what only a browser can tell of it, as staff use it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BASE, DESKTOP, isSound, launch, PHONE, visit } from "./browser.mjs";
import { post, products, readyPerson, STAFF } from "./people.mjs";

// Django's search box has a picture of a lens for its visible label.
const LENS = ["label-title-only"];
const created = [];
let browser, staff;
before(async () => {
  browser = await launch();
  staff = { Authorization: `Bearer ${(await post("/login/", STAFF)).access}` };
});
after(async () => {
  for (const { id, slug } of created) await fetch(`${BASE}/products/${id}/${slug}/`, { method: "DELETE", headers: staff });
  await browser.close();
});

const picture = (name) => ({ image_url: `${BASE}/static/smartmart/icon.svg?${name}`, alt_text: name });
const PICTURES = ["mochila-wayuu", "gorra-tejida", "collar-de-tagua"];

async function sells(values) {
  const fields = { description: "", price: "15000", stock_quantity: 4, ...values, name: `${values.name} ${Date.now()}` };
  const product = await post("/products/", fields, staff);
  created.push(product);
  return product;
}

const now = async ({ slug }) => (await fetch(`${BASE}/products/${slug}/`)).json();

async function atTheDesk(viewport = DESKTOP) {
  const desk = await visit(browser, viewport);
  await desk.page.goto("/admin/");
  await desk.page.locator("[name=username]").fill(STAFF.email);
  await desk.page.locator("[name=password]").fill(STAFF.password);
  await desk.page.locator("[type=submit]").click();
  await desk.page.getByRole("heading", { name: "Gestión de la tienda" }).waitFor();
  return desk;
}

async function leaves({ context, complaints }) {
  assert.deepEqual(complaints, []);
  await context.close();
}

const saves = async (page) => {
  await page.locator("[name=_continue]").click();
  await page.locator(".messagelist .success").waitFor();
};
const saved = async (product) => (await now(product)).images.map((image) => image.alt_text);
const shown = (page) => page.locator("tr.has_original [name$='-alt_text']").evaluateAll((fields) => fields.map((field) => field.value));

test("pictures are put in order by mouse and by keyboard", async () => {
  const product = await sells({ name: "Retablo de prueba", images: PICTURES.map(picture) });
  const [first, second, third] = PICTURES;
  const desk = await atTheDesk();
  const { page } = desk;
  await page.goto(`/admin/catalog/product/${product.id}/change/`);
  await isSound(page, "30-admin-product");
  await drags(page, 2, 0);
  assert.deepEqual(await shown(page), [third, first, second]);
  await saves(page);
  assert.deepEqual(await saved(product), [third, first, second]);
  await page.locator(".shop-grip").nth(0).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.ok(await page.evaluate(() => document.activeElement.classList.contains("shop-grip")));
  await saves(page);
  assert.deepEqual(await saved(product), PICTURES);
  await leaves(desk);
});

async function drags(page, from, to) {
  const grips = page.locator("tr.has_original .shop-grip");
  await grips.nth(from).scrollIntoViewIfNeeded();
  const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];
  const goal = middle(await grips.nth(to).boundingBox());
  await page.mouse.move(...middle(await grips.nth(from).boundingBox()));
  await page.mouse.down();
  await page.mouse.move(goal[0], goal[1] - 4, { steps: 8 });
  await page.mouse.up();
}

test("a picture that was added can be moved, too", async () => {
  const product = await sells({ name: "Marco de prueba", images: [picture(PICTURES[0])] });
  const desk = await atTheDesk(PHONE);
  const { page } = desk;
  await page.goto(`/admin/catalog/product/${product.id}/change/`);
  await page.locator(".add-row a").click();
  const row = page.locator("#images-1");
  await row.locator("[name$='-image_url']").fill(picture(PICTURES[1]).image_url);
  await row.locator("[name$='-alt_text']").fill(PICTURES[1]);
  await row.locator(".shop-grip").focus();
  await page.keyboard.press("ArrowUp");
  await saves(page);
  assert.deepEqual(await saved(product), [PICTURES[1], PICTURES[0]]);
  await leaves(desk);
});

test("prices of many change after a look at them", async () => {
  const pair = [await sells({ name: "Jarra azul de prueba" }), await sells({ name: "Jarra roja de prueba", price: "20000" })];
  const desk = await atTheDesk();
  const { page } = desk;
  await page.goto("/admin/catalog/product/?q=jarra+prueba");
  await isSound(page, "31-admin-products");
  for (const { id } of pair) await page.locator(`[name=_selected_action][value='${id}']`).check();
  await page.locator("[name=action]").selectOption("change_prices");
  await page.locator("[name=index]").click();
  await page.locator("[name=value]").fill("12,5");
  await page.locator("[name=step]").selectOption("100");
  await page.getByRole("button", { name: "Mostrar qué cambiaría" }).click();
  await page.getByText("22.500").waitFor();
  await isSound(page, "32-admin-prices");
  assert.equal((await now(pair[1])).price, "20000.00");
  await page.getByRole("button", { name: "Cambiarlos" }).click();
  await page.locator(".messagelist .success").waitFor();
  assert.deepEqual(await Promise.all(pair.map(async (each) => (await now(each)).price)), ["16900.00", "22500.00"]);
  await leaves(desk);
});

test("a spreadsheet goes out, is edited and comes back", async () => {
  const product = await sells({ name: "Vasija de prueba" });
  const desk = await atTheDesk();
  const { page } = desk;
  const sheet = (price) => Buffer.from(`id;nombre;precio;existencias\n${product.id};${product.name};${price};4\n`);
  const looksAt = async (price) => {
    await page.goto("/admin/catalog/product/import/");
    await page.locator("[type=file]").setInputFiles({ name: "productos.csv", mimeType: "text/csv", buffer: sheet(price) });
    await page.getByRole("button", { name: "Mostrar qué cambiaría" }).click();
  };
  await looksAt("25.000,505");
  await page.getByText("25.000,505").waitFor();
  await isSound(page, "33-admin-import-faults");
  await looksAt("25.000,50");
  await page.locator(".shop-new", { hasText: "25.000,50" }).waitFor();
  await isSound(page, "34-admin-import");
  assert.equal((await now(product)).price, "15000.00");
  await page.getByRole("button", { name: "Importar", exact: true }).click();
  await page.getByRole("status").waitFor();
  await isSound(page, "35-admin-imported");
  assert.equal((await now(product)).price, "25000.50");
  await page.goto(`/admin/catalog/product/${product.id}/history/`);
  await page.getByText("25.000,50").waitFor();
  await leaves(desk);
});

test("the grid of variants fits a phone", async () => {
  const product = await sells({ name: "Blusa de prueba" });
  const desk = await atTheDesk(PHONE);
  const { page } = desk;
  await page.goto(`/admin/catalog/product/${product.id}/variants/`);
  await page.locator("[name=new-option_1]").fill("Talla");
  await page.locator("[name=new-values_1]").fill("S, M");
  await page.getByRole("button", { name: "Crear las que faltan" }).click();
  await page.locator(".messagelist .success").waitFor();
  await isSound(page, "42-admin-variants");
  await leaves(desk);
});

test("an order is prepared, noted, printed and refunded", async () => {
  const invoice = await ordered();
  const desk = await atTheDesk();
  const { page } = desk;
  await page.goto("/admin/orders/order/");
  await page.locator("#searchbar").fill(invoice);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: invoice }).click();
  await isSound(page, "36-admin-order");
  await page.getByRole("button", { name: "Empezar a preparar" }).click();
  await page.getByRole("button", { name: /enviado/ }).waitFor();
  await page.locator("[name=text]").fill("Llamar antes de salir.");
  await page.getByRole("button", { name: "Agregar nota" }).click();
  await page.locator(".shop-note", { hasText: "Llamar antes de salir." }).waitFor();
  await page.getByRole("link", { name: "Reembolso", exact: true }).click();
  await page.locator("[name=amount]").fill("1.000,50");
  await page.locator("[name=reason]").fill("Llegó rayado");
  await isSound(page, "37-admin-refund");
  await page.getByRole("button", { name: "Registrar el reembolso" }).click();
  await page.locator("section", { hasText: "Llegó rayado" }).getByText("$ 1.000,50").waitFor();
  await page.getByRole("link", { name: "Recibo" }).click();
  await page.getByRole("heading", { name: "Mercado de Prueba" }).waitFor();
  await isSound(page, "38-admin-receipt");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".screen").isVisible(), false);
  await leaves(desk);
});

/** An order of a new shopper, paid at the stand-in for ePayco. */
async function ordered() {
  const person = await readyPerson();
  const [{ id, price }] = await products();
  const mine = { Authorization: `Bearer ${(await post("/login/", person)).access}` };
  const { invoice } = await post("/epayco/checkout/", { items: [{ product_id: id, quantity: 1, price }] }, mine);
  const { page, context } = await visit(browser, PHONE);
  await page.goto(`/epayco-simulator/pay/${invoice}/`);
  await page.locator("button[value=approved]").click();
  await page.getByRole("status").waitFor();
  await context.close();
  return invoice;
}

for (const viewport of [PHONE, DESKTOP]) {
  test(`the start page and the journal at ${viewport.width} pixels`, async () => {
    const desk = await atTheDesk(viewport);
    const { page } = desk;
    await isSound(page, "39-admin-start");
    await page.locator("#shop-stock ~ table a[href$='/journal/']").first().click();
    await page.getByRole("heading", { name: /^Saldo: / }).waitFor();
    await isSound(page, "40-admin-journal");
    await page.goto("/admin/orders/order/");
    await isSound(page, "41-admin-orders", LENS);
    await leaves(desk);
  });
}
