// One order: how far it is, what it cost, what can be given back.

import { askMine } from "../api.js";
import { h, icon } from "../dom.js";
import { t } from "../i18n.js";
import { clock, day, money } from "../money.js";
import { totals } from "../parts.js";
import { go, link } from "../router.js";
import { contact } from "../seller.js";
import { isLoggedIn } from "../session.js";
import { badge, stateOf } from "./orders.js";
import { returnsPart } from "./returns.js";

// ePayco's short names of cards and pay points.
const MEANS = { VS: "Visa", MC: "Mastercard", AM: "American Express", DC: "Diners Club", CR: "Credencial", EF: "Efecty", BA: "Baloto", GA: "Gana", RS: "Red Servi", SR: "SuRed", PR: "Punto Red" };
const STEPS = ["new", "preparing", "shipped", "delivered"];

export async function order({ params }) {
  if (!isLoggedIn()) return go(link("/login", { next: `/orders/${params.invoice}` }), { replace: true });
  const path = `/orders/${encodeURIComponent(params.invoice)}/`;
  const [shown, returned] = await Promise.all([askMine(path), askMine(`${path}returns/?page_size=100`)]);
  const title = t("order.number", { number: shown.number });
  return {
    title,
    content: h("article", { class: "medium order" },
      h("p", { class: "screen-only" }, h("a", { href: "#/orders" }, t("nav.orders"))), h("h1", {}, title),
      h("p", { class: "invoice" }, `${day(shown.created_at)}, ${clock(shown.created_at)}`, badge(shown)),
      progress(shown), tracking(shown), moneyBack(shown), table(shown), totals(shown, { label: "total.paid" }), given(shown), payment(shown),
      returnsPart(shown, returned.results),
      h("p", { class: "screen-only" }, h("button", { type: "button", class: "bare", onclick: () => print() }, t("receipt.print"))),
      contact() ? h("p", { class: "hint" }, t("help", { contact: contact() })) : null),
  };
}

function progress(shown) {
  if (shown.payment_status === "reversed") return h("p", { class: "notice" }, t("payment.reversed.text"));
  const at = STEPS.indexOf(shown.status);
  if (at < 0) return h("p", { class: "notice" }, t(`status.${shown.status}`));
  return [shown.payment_status === "review" ? h("p", { class: "notice" }, t("payment.review.text")) : null,
    h("ol", { class: "steps", "aria-label": t("order.progress") }, STEPS.map((step, n) =>
      h("li", { class: n <= at ? "done" : null, "aria-current": n === at ? "step" : null }, t(stateOf({ ...shown, status: step })))))];
}

function tracking({ carrier, tracking_number: number, tracking_url: url }) {
  if (!carrier && !number && !url) return null;
  const words = [carrier, number && t("tracking.number", { number })].filter(Boolean).join(" · ");
  return h("p", { class: "tracking" }, icon("truck"), h("span", {}, words), url ? h("a", { href: url, target: "_blank", rel: "noopener" }, t("tracking.follow")) : null);
}

function moneyBack({ refunded, total, currency, status, payment_status: paid }) {
  const back = Number(refunded);
  if (paid === "reversed") return null;
  if (back) return h("p", { class: "notice" }, t("refund.done", { amount: money(refunded, currency) }));
  return status === "cancelled" ? h("p", { class: "notice" }, t("refund.due", { amount: money(total, currency) })) : null;
}

/** Where it goes and whom the invoice names, where the buyer said so. */
function given({ delivery, document: paper, first_name: first, last_name: last }) {
  if (!delivery && !paper) return null;
  const part = (title, ...lines) => h("section", {}, h("h2", {}, title), lines.filter(Boolean).map((line) => h("p", {}, line)));
  const place = delivery?.city ? `${delivery.city}, ${delivery.department}` : null;
  return h("div", { class: "given" },
    delivery ? part(t("delivery"), t(delivery.method), delivery.address, place, delivery.phone) : null,
    paper ? part(t("document"), `${first} ${last}`.trim(), `${t(`doc.${paper.type}`)} ${paper.number}`) : null);
}

function payment({ invoice_id: invoice, ref_payco: reference, payment_method: means }) {
  return h("p", { class: "hint" }, [means && `${t("means")}: ${MEANS[means] ?? means} · `, `${t("payment.invoice")}: `, h("code", {}, invoice),
    reference && [` · ${t("reference")}: `, h("code", {}, reference)]].filter(Boolean));
}

const table = ({ items, currency }) =>
  h("div", { class: "table" }, h("table", {}, h("thead", {}, h("tr", {}, ["product", "quantity", "price"].map((name) => h("th", { scope: "col" }, t(name))))),
    h("tbody", {}, items.map((item) => h("tr", {}, h("th", { scope: "row" }, h("a", { href: link(`/p/${item.product_slug}`) }, item.product_name), item.sku ? [h("br"), h("small", { class: "hint" }, `SKU ${item.sku}`)] : null),
      h("td", {}, String(item.quantity)), h("td", {}, money(item.price_with_tax, currency)))))));
