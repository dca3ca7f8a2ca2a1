// How a payment stands, asked until it is settled.

import { ApiError, askMine } from "../api.js";
import * as cart from "../cart.js";
import { h, icon } from "../dom.js";
import { knows, t } from "../i18n.js";
import { clock, money } from "../money.js";
import { totals } from "../parts.js";
import * as paying from "../payment.js";
import { go, link } from "../router.js";
import { isLoggedIn } from "../session.js";
import { announce, toast } from "../ui.js";

const FIRST_SECONDS = 2;
const LONGEST_SECONDS = 15;
const SETTLED = ["paid", "review", "reversed", "expired"];
export const BOUGHT = ["paid", "review", "pending"];
const SIGNS = { open: "clock", pending: "clock", expired: "clock", paid: "check", review: "check", reversed: "back" };

export async function payment({ params }) {
  const { invoice } = params;
  if (!isLoggedIn()) return go(link("/login", { next: `/payment/${invoice}` }), { replace: true });
  const ask = () => askMine(`/epayco/checkout/${encodeURIComponent(invoice)}/`);
  const checkout = await ask();
  const box = h("section", { class: "narrow payment" }, ...standing(checkout));
  return { title: t("payment.title"), content: box, leave: follow(checkout, ask, box) };
}

/** Ask again, ever more patiently, until it is settled; returns what stops it. */
function follow(first, ask, box) {
  let known = first;
  let seconds = FIRST_SECONDS;
  let timer = null;
  const wait = () => {
    if (!SETTLED.includes(known.status)) timer = setTimeout(look, seconds * 1000);
    seconds = Math.min(seconds * 1.25, LONGEST_SECONDS);
  };
  const look = async () => {
    const now = document.hidden ? known : await ask().catch((error) => (error instanceof ApiError ? known : Promise.reject(error)));
    if (timer === null) return;
    if (now.status !== known.status || now.last_attempt?.at !== known.last_attempt?.at) {
      box.replaceChildren(...standing(now));
      announce(t(`payment.${now.status}`));
    }
    known = now;
    wait();
  };
  wait();
  return () => {
    clearTimeout(timer);
    timer = null;
  };
}

function standing(checkout) {
  const { invoice, status, expires_at: until, last_attempt: attempt, order } = checkout;
  if (BOUGHT.includes(status)) finish(invoice);
  else if (status === "expired" && paying.remembered()?.invoice === invoice) paying.forget();
  return [
    h("div", { class: `sign ${status}` }, icon(SIGNS[status])),
    h("h1", {}, t(`payment.${status}`)),
    h("p", {}, t(`payment.${status}.text`, { time: clock(until) })),
    status === "open" && attempt ? h("p", { class: "notice", role: "alert" }, t("payment.attempt", { reason: reasonOf(attempt) })) : null,
    actions(checkout, order),
    h("div", { class: "receipt" }, h("p", { class: "invoice" }, h("span", {}, t("payment.invoice")), h("code", {}, invoice)),
      h("ul", { class: "brief" }, checkout.items.map((item) =>
        h("li", {}, h("span", { class: "times" }, `${item.quantity} ×`), h("span", { class: "what" }, item.product_name), h("span", {}, `${money(item.price_with_tax, checkout.currency)} ${t("each")}`)))),
      totals(checkout)),
  ].filter(Boolean);
}

/** ePayco's words without its code in front: "51-Saldo insuficiente" -> "Saldo insuficiente". */
export function reasonOf({ reason, state }) {
  const words = (reason ?? "").replace(/^\w+-/, "");
  if (words) return words;
  return knows(`attempt.${state}`) ? t(`attempt.${state}`) : t("attempt.failed");
}

function actions({ invoice, status, items }, order) {
  const data = paying.remembered();
  const resume = () => paying.open(data).catch(() => toast(t("payment.script")));
  if (status === "open" && data?.invoice === invoice)
    return h("p", {}, h("button", { class: "button", id: "resume", type: "button", onclick: resume }, t("payment.continue")));
  if (order) return h("p", {}, h("a", { class: "button", id: "see-order", href: link(`/orders/${order}`) }, t("see.order")));
  if (status === "expired") return buyAgain(items);
  return h("p", {}, h("a", { class: "button quiet", href: "#/" }, t("back.to.shop")));
}

/** The cart of a purchase that came to nothing is back. */
export function buyAgain(items, { quiet = false } = {}) {
  const act = () => {
    cart.bringBack(items);
    go("#/cart");
  };
  return h("p", {}, h("button", { class: `button${quiet ? " quiet" : ""} again`, type: "button", onclick: act }, t("buy.again")));
}

/** The cart was bought: it is emptied once, for the invoice that this browser was paying. */
export function finish(invoice) {
  if (paying.remembered()?.invoice !== invoice) return;
  paying.forget();
  cart.clear();
}
