// Money arrives as a decimal string and stays one: numbers are made for showing only.

import { language } from "./i18n.js";
import { seller } from "./seller.js";

const ZONE = "America/Bogota";

/** "25000.00" -> "$ 25.000" (es-CO); cents only where there are any. */
export function money(amount, currency = seller().currency) {
  const digits = /\.\d*[1-9]/.test(String(amount)) ? 2 : 0;
  return new Intl.NumberFormat("es-CO", {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(Number(amount));
}

export const samePrice = (one, other) => Number(one) === Number(other);

const locale = () => (language() === "es" ? "es-CO" : "en");
const written = (value, style) => new Intl.DateTimeFormat(locale(), { timeZone: ZONE, ...style }).format(value);

/** "0.19" -> "19 %" */
export const percent = (rate) => new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 2 }).format(Number(rate));
export const day = (iso) => written(new Date(iso), { dateStyle: "long" });
export const clock = (iso) => written(new Date(iso), { timeStyle: "short" });
/** A date without a time, as it stands. */
export const date = (iso) => written(new Date(`${iso}T12:00:00Z`), { dateStyle: "long" });
