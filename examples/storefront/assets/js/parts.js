// What several views show alike: pictures, prices, quantities, sums.

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { money } from "./money.js";

const FEW = 5;
const TINTS = 5;

/** A product's picture; its initial on a warm tile where there is none, or it does not load. */
export function picture({ id, name, image, alt }, { eager = false } = {}) {
  const tile = h("div", { class: `picture tint-${id % TINTS}` }, h("span", { class: "initial", "aria-hidden": "true" }, name.charAt(0)));
  if (!image) return tile;
  const img = h("img", { src: image, alt: alt ?? "", loading: eager ? "eager" : "lazy", decoding: "async", width: 400, height: 400 });
  img.addEventListener("error", () => img.remove());
  tile.append(img);
  return tile;
}

export const firstImage = ({ id, name, images }) => ({ id, name, image: images[0]?.image_url });

/** What the buyer pays for one piece, its tax included. */
export const price = ({ price_with_tax, tax_class, compare_at_price, price: net }) =>
  h("p", { class: "price" },
    Number(compare_at_price) > Number(net) ? h("s", { class: "net" }, money(compare_at_price), " ") : null,
    h("strong", {}, money(price_with_tax)), h("span", { class: "net" }, ` ${t(TAXED.has(tax_class) ? "tax.included" : "tax.none")}`));

const TAXED = new Set(["standard", "reduced", "consumption"]);

export function stock(quantity) {
  if (quantity <= 0) return h("p", { class: "stock none" }, t("stock.none"));
  if (quantity <= FEW) return h("p", { class: "stock few" }, t("stock.few", { n: quantity }));
  return h("p", { class: "stock" }, t("stock.ok"));
}

/** - [ 2 ] +  ; changed(quantity) hears of every change that makes sense. */
export function stepper({ id, value, most, name, changed }) {
  const input = h("input", {
    id, type: "number", inputmode: "numeric", min: 1, max: most, value, "aria-label": name ? `${t("quantity")}: ${name}` : t("quantity"),
  });
  const settle = (wanted) => {
    const quantity = Math.min(Math.max(Math.trunc(Number(wanted)) || 1, 1), most);
    input.value = quantity;
    changed?.(quantity);
  };
  const button = (step, words, picture) =>
    h("button", { type: "button", id: `${id}-${picture}`, "aria-label": name ? `${t(words)}: ${name}` : t(words),
      onclick: () => settle(Number(input.value) + step) }, icon(picture));
  input.addEventListener("change", () => settle(input.value));
  return h("div", { class: "stepper" }, button(-1, "less", "minus"), input, button(1, "more", "plus"));
}

const row = (label, value, properties = {}) => h("div", properties, h("dt", {}, label), h("dd", {}, value));

/** "IVA (19 %)", or that there is none. */
function taxName(taxClass, rate) {
  const percent = Number(rate).toLocaleString("es-CO", { style: "percent", maximumFractionDigits: 2 });
  return t(`tax.${taxClass}`, { percent });
}

/** The sums of a quote, a checkout or an order, as the server told them. */
export function totals({ subtotal, discount, taxes, total, currency, delivery }) {
  const fee = Number(delivery?.price ?? 0);
  return h("dl", { class: "totals" },
    row(t("subtotal"), money(subtotal, currency)),
    delivery?.price ? row(t("delivery.within"), fee ? money(fee, currency) : t("free"), { class: "within" }) : null,
    Number(discount) ? row(t("discount"), money(discount, currency), { class: "within" }) : null,
    taxes.map(({ tax_class, rate, amount }) => row(taxName(tax_class, rate), money(amount, currency))),
    row(t("total"), money(total, currency), { class: "total" }));
}

export function empty(title, text) {
  return h("section", { class: "empty narrow" }, h("div", { class: "empty-art", "aria-hidden": "true" }),
    h("h1", {}, title), text ? h("p", {}, text) : null,
    h("p", {}, h("a", { class: "button", href: "#/" }, t("back.to.shop"))));
}
