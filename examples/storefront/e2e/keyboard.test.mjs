// The same purchase without a mouse, and where the focus goes meanwhile.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, launch, visit } from "./browser.mjs";
import { products, readyPerson } from "./people.mjs";

const MOST_STOPS = 120;
let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Tab on to the element; every stop on the way must show that it has the focus. A heading that a
 * new view gives the focus to is no stop of Tab's: it is read aloud, and needs no mark. */
async function tabTo(page, selector) {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press("Tab");
    const { found, seen, html } = await page.evaluate((wanted) => {
      const active = document.activeElement;
      const marked = active.closest(".card, .order-card") ?? active;
      const style = getComputedStyle(marked);
      const seen = active === document.body || style.outlineStyle !== "none" || active.id === "search" ||
        active.tabIndex < 0;
      return { found: active.matches(wanted), seen, html: active.outerHTML.slice(0, 120) };
    }, selector);
    assert.ok(seen, `no visible focus on ${html}`);
    if (found) return;
  }
  assert.fail(`Tab never came to ${selector}`);
}

const enter = async (page, selector) => {
  await tabTo(page, selector);
  await page.keyboard.press("Enter");
};
const heading = (page, text) => page.getByRole("heading", { level: 1, name: text }).waitFor();
const focusIsOnHeading = (page) => page.waitForFunction(() => document.activeElement.tagName === "H1");

test("a purchase by keyboard alone", async () => {
  const person = await readyPerson();
  const [product] = await products();
  const { page, context, complaints } = await visit(browser, DESKTOP);
  await page.goto("/");
  await heading(page, "Lo bueno de aquí");
  await skips(page);
  await logsIn(page, person);
  await findsAndAdds(page, product);
  await checksOut(page);
  await pays(page);
  assert.deepEqual(complaints, []);
  await context.close();
});

async function skips(page) {
  await page.reload();
  await heading(page, "Lo bueno de aquí");
  await enter(page, ".skip");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
}

async function logsIn(page, person) {
  await enter(page, "#nav-login");
  await heading(page, "Inicia sesión");
  await focusIsOnHeading(page);
  await tabTo(page, "[name=email]");
  await page.keyboard.type(person.email);
  await tabTo(page, "[name=password]");
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");
  await page.locator("#nav-account").waitFor();
}

async function findsAndAdds(page, product) {
  await tabTo(page, "#search");
  await page.keyboard.type(product.name);
  await heading(page, "Resultados para");
  await enter(page, `a.cover[href="#/p/${product.slug}"]`);
  await heading(page, product.name);
  await tabTo(page, "#quantity");
  await page.keyboard.press("ArrowUp");
  await enter(page, "#add");
  await page.getByText("Agregado al carrito.").waitFor();
  await enter(page, "#nav-cart");
  await heading(page, "Tu carrito");
  assert.equal(await page.locator(`#line-${product.id}`).inputValue(), "2");
}

async function checksOut(page) {
  await enter(page, "#continue");
  await heading(page, "Finalizar compra");
  await focusIsOnHeading(page);
  await tabTo(page, "#method-pickup");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "[name='delivery.department']");
  await page.keyboard.type("Boy");
  for (const [name, text] of [["city", "Dui"], ["address", "Calle 3 # 4-15"], ["phone", "3001234567"]]) {
    await tabTo(page, `[name='delivery.${name}']`);
    await page.keyboard.type(text);
  }
  assert.equal(await page.locator("[name='delivery.department']").inputValue(), "Boyacá");
  assert.equal(await page.locator("[name='delivery.city']").inputValue(), "Duitama");
  await tabTo(page, "[name=terms]");
  await page.keyboard.press("Space");
  await enter(page, "button[type=submit].wide");
  await page.waitForURL(/epayco-simulator\/pay\//);
}

async function pays(page) {
  await enter(page, "button[value=approved]");
  await page.getByRole("status").waitFor();
  await enter(page, "[role=status] a");
  await page.waitForURL(/epayco\/response/);
  await enter(page, "a");
  await heading(page, "¡Gracias! Tu pago fue aprobado");
  await focusIsOnHeading(page);
  await enter(page, "#see-order");
  await heading(page, "Pedido n.º");
}
