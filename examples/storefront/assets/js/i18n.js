// Two languages. Words of the shop are here; those of the catalogue stay as its sellers wrote it.

const KEY = "smartmart.language";
// early.js has chosen it.
let current = document.documentElement.lang;
let words = {};

export const language = () => current;

/** Fetches the words of one language only. */
export async function load(wanted = current) {
  words = (await import(`./words.${wanted}.js`)).default;
  current = wanted;
  document.documentElement.lang = wanted;
}

export async function setLanguage(wanted) {
  await load(wanted);
  localStorage.setItem(KEY, wanted);
}

export const knows = (key) => key in words;

/** t("stock.few", {n: 3}): the words of the current language, {names} filled in. */
export function t(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** The singular under key.one, the plural under key.many. */
export const count = (key, n, values = {}) => t(n === 1 ? `${key}.one` : `${key}.many`, { n, ...values });
