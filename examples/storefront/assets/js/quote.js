// What the cart costs today, asked of the server: the browser adds nothing up.

import { sendMine } from "./api.js";
import * as cart from "./cart.js";
import { t } from "./i18n.js";
import { money, samePrice } from "./money.js";
import { wordsFor } from "./ui.js";

const price = (items, delivery, voucher) =>
  sendMine("/epayco/quote/", { items, delivery, voucher }, { repeatable: true });

/** {quote, notes, faults, refused}: the price today, what changed meanwhile, faults by product id,
 * and why the voucher does not count, if it does not. */
export async function quoteCart(delivery = null) {
  const lines = cart.lines();
  const items = lines.map(({ product_id, quantity }) => ({ product_id, quantity }));
  const none = { quote: null, notes: [], faults: new Map(), refused: "" };
  try {
    const quote = await price(items, delivery, cart.voucher());
    return { ...none, quote, notes: adopt(lines, quote) };
  } catch (error) {
    const refused = voucherFault(error);
    const faults = faultsOf(error, lines);
    if (faults.size) return { ...none, faults, refused };
    if (!refused) throw error;
    const quote = await price(items, delivery, null);
    return { ...none, quote, notes: adopt(lines, quote), refused };
  }
}

/** Puts the lines of a mail's link into the cart, as they cost today; what cannot be bought is left out. */
export async function fillFrom(text) {
  let lines = cart.linkedLines(text);
  while (lines.length) {
    try {
      return cart.bringBack((await price(lines, null, null)).items);
    } catch (error) {
      const faults = faultsOf(error, lines);
      if (!faults.size) throw error;
      lines = lines.filter(({ product_id }) => !faults.has(product_id));
    }
  }
}

/** Take over today's prices and names; tell what is dearer or cheaper than what was seen. */
function adopt(lines, quote) {
  const today = new Map(quote.items.map((item) => [item.product_id, item]));
  return lines.flatMap((line) => {
    const now = today.get(line.product_id);
    const { price_with_tax: seen } = line;
    if (!now) return [];
    cart.adopt(line.product_id, { price: now.price, price_with_tax: now.price_with_tax, name: now.product_name });
    if (samePrice(now.price, line.price)) return [];
    return [t("price.changed", { name: now.product_name, before: money(seen ?? line.price), now: money(now.price_with_tax) })];
  });
}

/** What all pieces of a line cost the buyer, its share of a discount taken off; of a quote without delivery. */
export function lineSum({ total, discount, tax }, isIncluded) {
  return String(Number(total) - Number(discount) + (isIncluded ? 0 : Number(tax)));
}

export function voucherFault(error) {
  const fault = error.status === 400 && error.errors.find(({ attr, code }) => attr === "voucher" || code === "nothing_to_pay");
  return fault ? wordsFor(fault) : "";
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
  if (code === "insufficient_stock") return [t("fault.stock"), detail].filter(Boolean).join(" ");
  if (code === "product_unavailable") return t("fault.gone");
  return wordsFor({ code, detail });
}
