// What several views show alike: pictures, prices, quantities, sums.

import { h, icon, safeAddress } from "./dom.js";
import { count, t } from "./i18n.js";
import { money, percent } from "./money.js";
import { seller } from "./seller.js";
import { toast } from "./ui.js";

const FEW = 5;
const TINTS = 5;

/** A product's picture; its initial on a warm tile where there is none, or it does not load. */
export function picture({ id, name, image, alt, sizes }, { eager = false } = {}) {
  const tile = h("div", { class: `picture tint-${id % TINTS}` }, h("span", { class: "initial", "aria-hidden": "true" }, name.charAt(0)));
  if (!image) return tile;
  const img = h("img", {
    loading: eager ? "eager" : "lazy", fetchpriority: eager ? "high" : null, decoding: "async", width: 400, height: 400, alt: alt ?? "",
    ...sourceSet(sizes), src: image,
  });
  img.addEventListener("error", () => img.remove());
  tile.append(img);
  return tile;
}

/** [{url, width}] of an uploaded picture, or {"400": url}; nothing where there is one size only. */
function sourceSet(sizes) {
  const all = Array.isArray(sizes) ? sizes.map(({ url, width }) => [url, width]) : Object.entries(sizes ?? {}).map(([width, url]) => [url, width]);
  const known = all.filter(([url, width]) => url && Number(width));
  if (!known.length) return {};
  const shown = known.map(([url, width]) => `${encodeURI(decodeURI(safeAddress(url)))} ${width}w`).join(", ");
  return { srcset: shown, sizes: "(min-width: 40rem) 15rem, 46vw" };
}

export const firstImage = ({ id, name, images }) => ({ id, name, image: images[0]?.image_url, sizes: images[0]?.sizes });

/** What the buyer pays for one piece, and what it cost before. */
export function price(product) {
  const { price_with_tax: now, tax_class: kind, has_variants: hasVariants } = product;
  const shown = hasVariants ? t("price.from", { price: money(now) }) : money(now);
  const before = priceBefore(product);
  return h("p", { class: "price" }, h("strong", {}, shown), before ? h("s", {}, t("price.before", { price: money(before) })) : null,
    h("span", { class: "net" }, t(kind === "excluded" || kind === "exempt" ? `tax.${kind}` : kind === "consumption" ? "with.consumption" : "with.tax")));
}

/** compare_at_price has its tax where price has; else it gets it, rounded as price_with_tax is. */
function priceBefore({ tax_rate: rate, compare_at_price: before }) {
  const { prices_include_tax: isIncluded, currency } = seller();
  if (!before || isIncluded) return before;
  return (Number(before) * (1 + Number(rate))).toFixed(currency === "COP" ? 0 : 2);
}

export function stock(quantity) {
  if (quantity <= 0) return h("p", { class: "stock none" }, t("stock.none"));
  if (quantity <= FEW) return h("p", { class: "stock few" }, count("stock.few", quantity));
  return h("p", { class: "stock" }, t("stock.ok"));
}

/** - [ 2 ] +  ; changed(quantity) hears of every change that makes sense. */
export function stepper({ id, value, most, name, changed }) {
  const input = h("input", {
    id, type: "number", inputmode: "numeric", min: 1, max: most, value, "aria-label": name ? `${t("quantity")}: ${name}` : t("quantity"),
  });
  const settle = (wanted) => {
    const quantity = Math.min(Math.max(Math.trunc(Number(wanted)) || 1, 1), most);
    if (Number(wanted) > most) toast(count("quantity.cut", most));
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

/** The sums of a quote, a checkout or an order, as the server told them; fee: what delivery costs the
 * buyer, where it is known with its tax. */
export function totals({ subtotal, discount, voucher, taxes = [], total, currency, delivery }, { fee, label = "total" } = {}) {
  const sum = (amount) => money(amount, currency);
  const due = taxes.filter(({ rate }) => Number(rate));
  const free = taxes.filter(({ rate }) => !Number(rate));
  const within = seller().prices_include_tax ? "" : ` ${t("before.tax")}`;
  return h("dl", { class: "totals" },
    delivery ? row(t("delivery"), deliveryPrice(delivery, fee, sum, within)) : null,
    Number(discount) ? row((voucher ? t("discount.of", { code: voucher }) : t("discount")) + within, `− ${sum(discount)}`) : null,
    row(t(label), sum(total), { class: "total" }),
    h("div", { class: "parts-title" }, h("dt", {}, t("parts")), h("dd", {})),
    row(t("subtotal"), sum(subtotal), { class: "within" }),
    due.map(({ tax_class: kind, rate, amount }) => row(t(`tax.${kind}`, { rate: percent(rate) }), sum(amount), { class: "within" })),
    free.map(({ tax_class: kind, base }) => row(t("tax.of", { kind: t(`tax.${kind}`) }), sum(base), { class: "within" })));
}

function deliveryPrice({ price: plain }, fee, sum, within) {
  if (!plain) return "";
  if (!Number(plain)) return t("free");
  return fee ? sum(fee) : `${sum(plain)}${within}`;
}

export function empty(title, text) {
  return h("section", { class: "empty narrow" }, h("div", { class: "empty-art", "aria-hidden": "true" }),
    h("h1", {}, title), text ? h("p", {}, text) : null,
    h("p", {}, h("a", { class: "button", href: "#/" }, t("back.to.shop"))));
}
