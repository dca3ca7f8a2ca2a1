// What was typed into the checkout, kept for this tab: a session that ends in the middle loses nothing.
// It belongs to one person, and goes when that person logs out or has bought.

import { user } from "./session.js";

const KEY = "smartmart.draft";

export const forget = () => sessionStorage.removeItem(KEY);

export function read() {
  try {
    const { owner, values } = JSON.parse(sessionStorage.getItem(KEY));
    return owner === user() ? values : null;
  } catch {
    return null;
  }
}

/** Fields that are switched off count too: they come back when they are switched on. */
export function keep(form) {
  const owner = user();
  if (!owner) return;
  const named = [...form.elements].filter(({ name, type, checked }) => name && (type !== "radio" || checked));
  const values = Object.fromEntries(named.map(({ name, type, value, checked }) => [name, type === "checkbox" ? checked : value]));
  sessionStorage.setItem(KEY, JSON.stringify({ owner, values }));
}
