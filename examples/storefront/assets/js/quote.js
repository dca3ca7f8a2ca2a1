// What the cart costs today, asked of the server: the browser adds nothing up.

import { sendMine } from "./api.js";
import * as cart from "./cart.js";
import { t } from "./i18n.js";
import { money, samePrice } from "./money.js";

/** {quote, notes, faults}: the price today, what changed meanwhile, faults by product id. */
export async function quoteCart(delivery = null) {
  const lines = cart.lines();
  const items = lines.map(({ product_id, quantity }) => ({ product_id, quantity }));
  try {
    const quote = await sendMine("/epayco/quote/", { items, delivery }, { repeatable: true });
    return { quote, notes: adopt(lines, quote), faults: new Map() };
  } catch (error) {
    const faults = faultsOf(error, lines);
    if (!faults.size) throw error;
    return { quote: null, notes: [], faults };
  }
}

/** Take over today's prices and names; tell what is dearer or cheaper than what was seen. */
function adopt(lines, quote) {
  const today = new Map(quote.items.map((item) => [item.product_id, item]));
  return lines.flatMap((line) => {
    const now = today.get(line.product_id);
    if (!now || samePrice(now.price, line.price)) return [];
    cart.update(line.product_id, { price: now.price, name: now.product_name });
    return [t("price.changed", { name: now.product_name, before: money(line.price), now: money(now.price) })];
  });
}

/** The faults of a 400 that are about lines of the cart: product id -> words. */
export function faultsOf(error, lines = cart.lines()) {
  const faults = new Map();
  if (error.status !== 400) return faults;
  for (const { attr, code, detail } of error.errors) {
    const line = lines[Number(/^items\.(\d+)/.exec(attr ?? "")?.[1])];
    if (line && code !== "price_changed") faults.set(line.product_id, words(code, detail));
  }
  return faults;
}

function words(code, detail) {
  if (code === "insufficient_stock") return t("fault.stock");
  if (code === "product_unavailable") return t("fault.gone");
  return detail;
}
