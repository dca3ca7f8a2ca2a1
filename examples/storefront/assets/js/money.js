// Money arrives as a decimal string and stays one: numbers are made for showing only.

import { language } from "./i18n.js";

/** "25000.00" -> "$ 25.000" (es-CO); cents only where there are any. */
export function money(amount, currency = "COP") {
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

export const day = (iso) => new Intl.DateTimeFormat(locale(), { dateStyle: "long" }).format(new Date(iso));
export const clock = (iso) => new Intl.DateTimeFormat(locale(), { timeStyle: "short" }).format(new Date(iso));
