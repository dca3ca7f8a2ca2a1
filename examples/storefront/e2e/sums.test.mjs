// What the page announces is what is paid, to the peso; run against a shop in each price mode.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BASE, isSound, launch, PHONE, visit } from "./browser.mjs";
import { adds, buys, heading, logsIn, post, readyPerson, staffToken } from "./people.mjs";

let browser, staff, facts;
before(async () => {
  browser = await launch();
  staff = await staffToken();
  facts = await (await fetch(`${BASE}/shop/`)).json();
});
after(() => browser.close());

const sells = (name, values) =>
  post("/products/", { description: "", stock_quantity: 20, ...values, name: `${name} ${Date.now()}${Math.trunc(performance.now())}` }, staff);
const number = (text) => Number(text.replace(/[^0-9]/g, ""));

test("a mixed cart ends with the announced sum", async () => {
  const person = await readyPerson();
  const goods = [
    await sells("Libreta", { price: "12345", tax_class: "standard" }), await sells("Chocolate", { price: "7777", tax_class: "reduced" }),
    await sells("Panela", { price: "3333", tax_class: "excluded" }), await sells("Almuerzo", { price: "18901", tax_class: "consumption" }),
  ];
  const { page, context, complaints } = await visit(browser, PHONE);
  await logsIn(page, person);
  for (const product of goods) {
    await adds(page, product);
    assert.equal(number(await page.locator(".price strong").textContent()), Number(product.price_with_tax));
  }
  await page.goto("/#/cart");
  await heading(page, "Tu carrito");
  for (const words of ["IVA (19\u00a0%)", "IVA (5\u00a0%)", "Impoconsumo (8\u00a0%)", "Excluido de IVA, base"]) await page.getByText(words, { exact: true }).waitFor();
  await page.getByText("para el envío gratis").waitFor();
  await isSound(page, `80-mixed-cart-${facts.prices_include_tax ? "gross" : "net"}`);
  let announced, lines;
  const invoice = await buys(page, { place: ["Antioquia", "Medellín", "Carrera 1 # 2-3"], before: async () => {
    announced = number(await page.locator(".totals .total dd").textContent());
    const fee = number(await page.locator(".totals dd").first().textContent());
    const each = await page.locator(".brief li > span:last-child").allTextContents();
    lines = each.reduce((sum, text) => sum + number(text), fee);
  } });
  const { access } = await post("/login/", { email: person.email, password: person.password });
  const order = await (await fetch(`${BASE}/orders/${invoice}/`, { headers: { Authorization: `Bearer ${access}` } })).json();
  assert.equal(announced, Number(order.total));
  assert.equal(lines, announced);
  if (facts.prices_include_tax) assert.equal(announced, 12345 + 7777 + 3333 + 18901 + Number(facts.delivery.flat_rate));
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a variant is chosen by its options", async () => {
  const main = await sells("Camiseta", { price: "30000" });
  for (const [size, price, stock_quantity] of [["S", "30000", 3], ["M", "32000", 3], ["L", "30000", 0]])
    await post("/products/", { variant_of: main.id, options: { Talla: size }, price, stock_quantity, description: "" }, staff);
  const { page, context, complaints } = await visit(browser, PHONE);
  await page.goto(`/#/p/${main.slug}`);
  await page.getByText("Elige Talla antes de agregarlo.").waitFor();
  const data = JSON.parse(await page.locator("#product-data").textContent());
  assert.deepEqual([data["@type"], data.hasVariant.map((each) => each.size)], ["ProductGroup", ["S", "M", "L"]]);
  const ended = await page.evaluate(async () => (await import("/assets/js/structured.js")).safeJson({ name: "</script><!--" }));
  assert.ok(!/[<>]/.test(ended) && JSON.parse(ended).name === "</script><!--");
  assert.ok((await page.getByRole("button", { name: "L: Agotado" }).getAttribute("class")).includes("none"));
  await page.getByRole("button", { name: "M", exact: true }).click();
  await page.locator("#add").click();
  await page.getByText("Agregado al carrito.").waitFor();
  await isSound(page, "81-variant");
  await page.locator("#nav-cart").click();
  await heading(page, "Tu carrito");
  await page.locator(".line", { hasText: "M" }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a voucher that is unknown is explained, and the cart stays priced", async () => {
  const product = await sells("Vela", { price: "9000" });
  const { page, context, complaints } = await visit(browser, PHONE, { expected: (url, status) => status === 400 && url.endsWith("/epayco/quote/") });
  await adds(page, product);
  await page.goto("/#/cart");
  await page.locator("#voucher").fill("NADA");
  await page.getByRole("button", { name: "Aplicar" }).click();
  await page.getByText("Ese cupón no existe.").waitFor();
  await page.locator("#continue").waitFor();
  await isSound(page, "82-voucher");
  assert.deepEqual(complaints, []);
  await context.close();
});
