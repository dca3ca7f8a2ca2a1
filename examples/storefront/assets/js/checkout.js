// Begins the checkout: the goods are held from here on, and the payment can be opened.

import { sendMine } from "./api.js";
import * as cart from "./cart.js";
import * as payment from "./payment.js";

let attempt = null;

function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One key for one wish: where no answer came, the same wish is sent under the same key, and the
 * server answers it once. */
function keyFor(body) {
  const wish = JSON.stringify(body);
  if (attempt?.wish !== wish) attempt = { wish, key: randomKey() };
  return attempt.key;
}

/** The payment data of a new checkout. Raises ApiError. */
export async function begin({ delivery, document, remind }) {
  const body = { items: cart.items(), delivery, document, voucher: cart.voucher(), remind };
  try {
    const data = await sendMine("/epayco/checkout/", body, {
      headers: { "Idempotency-Key": keyFor(body) },
      repeatable: true,
    });
    attempt = null;
    payment.remember(data);
    return data;
  } catch (error) {
    if (error.status >= 400 && error.status < 500) attempt = null;
    throw error;
  }
}

/** delivery, document and consent of a checkout's form; null where they were not given. */
export function detailsOf(values) {
  const filled = (name) => values[name]?.trim() || undefined;
  const address = ["department", "city", "address", "phone"].map((name) => [name, filled(`delivery.${name}`)]);
  const method = values["delivery.method"];
  return {
    delivery: method === "standard" ? { method, ...Object.fromEntries(address) } : { method },
    document: values["document.type"] ? { type: values["document.type"], number: filled("document.number") ?? "" } : null,
    remind: Boolean(values.remind),
  };
}
