// Spanish, and English at a click. The catalogue itself speaks as its sellers wrote it.

import en from "./words.en.js";
import es from "./words.es.js";

const WORDS = { es, en };
const KEY = "smartmart.language";
let current = localStorage.getItem(KEY) === "en" ? "en" : "es";

export const language = () => current;

export function setLanguage(wanted) {
  current = wanted;
  localStorage.setItem(KEY, wanted);
  document.documentElement.lang = wanted;
}

/** t("stock.left", {n: 3}): the words of the current language, {names} filled in. */
export function t(key, values = {}) {
  const words = WORDS[current][key] ?? key;
  return words.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** The singular under key.one, the plural under key.many. */
export const count = (key, n) => t(n === 1 ? `${key}.one` : `${key}.many`, { n });

document.documentElement.lang = current;
