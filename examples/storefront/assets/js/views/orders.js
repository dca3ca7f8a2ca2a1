// What was bought, and what is not paid yet.

import { askMine } from "../api.js";
import { h } from "../dom.js";
import { count, t } from "../i18n.js";
import { clock, day, money } from "../money.js";
import { empty } from "../parts.js";
import { go, link } from "../router.js";
import { isLoggedIn } from "../session.js";
import { BOUGHT, buyAgain, finish, reasonOf } from "./payment.js";

const PAGE_SIZE = 20;
const MOST_UNPAID = 5;

export const badge = (order) => {
  const state = order.payment_status === "paid" ? stateOf(order) : `paid.${order.payment_status}`;
  return h("span", { class: `badge ${order.payment_status} ${order.status}` }, t(state));
};

/** A pick-up is ready and collected where a parcel is sent and delivered. */
export const stateOf = ({ status, delivery }) =>
  delivery?.method === "pickup" && ["shipped", "delivered"].includes(status) ? `pickup.${status}` : `status.${status}`;

export async function orders({ query }) {
  if (!isLoggedIn()) return go(link("/login", { next: "/orders" }), { replace: true });
  const page = Math.max(1, Math.trunc(Number(query.get("page"))) || 1);
  const [list, unpaid] = await Promise.all([
    askMine(`/orders/?page_size=${PAGE_SIZE}&page=${page}`), page === 1 ? askMine(`/epayco/checkout/?page_size=${MOST_UNPAID}`) : { results: [] },
  ]);
  for (const { invoice, status } of unpaid.results) if (BOUGHT.includes(status)) finish(invoice);
  for (const { invoice_id: invoice } of list.results) finish(invoice);
  const title = t("orders.title");
  if (!list.count && !unpaid.results.length) return { title, content: empty(t("orders.none"), t("cart.empty.text")) };
  return {
    title,
    content: h("section", { class: "medium" }, h("h1", {}, title), unfinished(unpaid.results, list.count),
      h("ul", { class: "orders" }, list.results.map((order) => h("li", {}, brief(order)))), pager(list, page)),
  };
}

const pager = (list, page) => h("nav", { class: "pager", "aria-label": t("pages") }, h("ul", {},
  list.previous ? h("li", {}, h("a", { class: "words", href: link("/orders", { page: page - 1 }) }, t("previous"))) : null,
  list.next ? h("li", {}, h("a", { class: "words", href: link("/orders", { page: page + 1 }) }, t("next"))) : null));

function unfinished(checkouts, paid) {
  if (!checkouts.length) return null;
  return h("section", { class: "unpaid" }, h("h2", {}, t("unpaid.title")),
    h("ul", { class: "orders" }, checkouts.map((each) => h("li", {}, unpaidCard(each)))), paid ? h("h2", {}, t("paid.title")) : null);
}

/** While a payment may still arrive nobody is asked to pay again. */
function unpaidCard(checkout) {
  const { invoice, status, items, total, currency, last_attempt: attempt, expires_at: until } = checkout;
  return h("article", { class: "order-card unpaid-card" },
    h("div", {}, h("h3", {}, h("a", { href: link(`/payment/${invoice}`) }, t(`unpaid.${status}`))),
      h("p", {}, `${day(until)} · `, items.map((item) => item.product_name).join(", ")),
      attempt && status !== "pending" ? h("p", {}, t("unpaid.attempt", { reason: reasonOf(attempt) })) : null),
    h("div", { class: "order-sum" }, h("strong", {}, money(total, currency)), status === "expired" ? buyAgain(items, { quiet: true }) : null));
}

const brief = (order) =>
  h("article", { class: "order-card" },
    h("div", {}, h("h3", {}, h("a", { class: "cover", href: link(`/orders/${order.invoice_id}`) }, t("order.number", { number: order.number }))),
      h("p", {}, `${day(order.created_at)}, ${clock(order.created_at)} · `, order.items.map((item) => item.product_name).join(", "))),
    h("div", { class: "order-sum" }, badge(order), h("strong", {}, money(order.total, order.currency)),
      h("small", {}, count("products", order.items.reduce((sum, item) => sum + item.quantity, 0)))));
