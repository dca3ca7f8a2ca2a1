// The shop itself: its name, its currency, how it sells. Asked once per visit.

import { ask } from "./api.js";

// What is shown if the shop does not answer: nothing that could be wrong.
const UNKNOWN = {
  name: "", legal_name: "", tax_id: "", address: "", phone: "", email: "", currency: "COP", prices_include_tax: true,
  tax_classes: [], delivery: { flat_rate: "0", free_from: "0", pickup_address: "" }, checkout_ttl_seconds: 300,
  terms_url: "", privacy_url: "", privacy_version: "", withdrawal_days: 5, sends_reminders: false,
};
let facts = UNKNOWN;

export async function meet() {
  facts = await ask("/shop/").catch(() => UNKNOWN);
}

export const seller = () => facts;
export const contact = () => [facts.email, facts.phone].filter(Boolean).join(" · ");
/** Follows "write to us": ": help@shop.example · 601 555 0101", or nothing in a shop that gives neither. */
export const reach = () => contact() && `: ${contact()}`;
