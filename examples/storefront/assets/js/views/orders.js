import { askMine } from "../api.js";
import { h } from "../dom.js";
import { count, t } from "../i18n.js";
import { clock, day, money } from "../money.js";
import { empty, totals } from "../parts.js";
import { go, link } from "../router.js";
import { isLoggedIn } from "../session.js";

const STEPS = ["new", "preparing", "shipped", "delivered"];
const PAGE_SIZE = 20;

const badge = (order) => {
  const state = order.payment_status === "paid" ? `status.${order.status}` : `paid.${order.payment_status}`;
  return h("span", { class: `badge ${order.payment_status} ${order.status}` }, t(state));
};

export async function orders({ query }) {
  if (!isLoggedIn()) return go(link("/login", { next: "/orders" }), { replace: true });
  const page = Math.max(1, Math.trunc(Number(query.get("page"))) || 1);
  const list = await askMine(`/orders/?page_size=${PAGE_SIZE}&page=${page}`);
  if (!list.count) return { title: t("orders.title"), content: empty(t("orders.none"), t("cart.empty.text")) };
  return {
    title: t("orders.title"),
    content: h("section", { class: "medium" }, h("h1", {}, t("orders.title")),
      h("ul", { class: "orders" }, list.results.map((order) => h("li", {}, brief(order)))),
      h("nav", { class: "pager", "aria-label": t("pages") }, h("ul", {},
        list.previous ? h("li", {}, h("a", { class: "words", href: link("/orders", { page: page - 1 }) }, t("previous"))) : null,
        list.next ? h("li", {}, h("a", { class: "words", href: link("/orders", { page: page + 1 }) }, t("next"))) : null))),
  };
}

const brief = (order) =>
  h("article", { class: "order-card" },
    h("div", {}, h("h2", {}, h("a", { class: "cover", href: link(`/orders/${order.invoice_id}`) }, day(order.created_at))),
      h("p", {}, `${clock(order.created_at)} · `, order.items.map((item) => item.product_name).join(", "))),
    h("div", { class: "order-sum" }, badge(order), h("strong", {}, money(order.total, order.currency)),
      h("small", {}, count("products", order.items.reduce((sum, item) => sum + item.quantity, 0)))));

export async function order({ params }) {
  if (!isLoggedIn()) return go(link("/login", { next: `/orders/${params.invoice}` }), { replace: true });
  const shown = await askMine(`/orders/${encodeURIComponent(params.invoice)}/`);
  const title = t("order.title", { date: day(shown.created_at) });
  return {
    title,
    content: h("article", { class: "medium order" },
      h("p", {}, h("a", { href: "#/orders" }, t("nav.orders"))), h("h1", {}, title),
      h("p", { class: "invoice" }, t("order.of", { invoice: shown.invoice_id }), badge(shown)),
      progress(shown), table(shown), totals(shown), given(shown),
      shown.ref_payco ? h("p", { class: "hint" }, `${t("reference")}: `, h("code", {}, shown.ref_payco)) : null),
  };
}

function progress({ status }) {
  const at = STEPS.indexOf(status);
  if (at < 0) return h("p", { class: "notice" }, t(`status.${status}`));
  return h("ol", { class: "steps", "aria-label": t("order.progress") }, STEPS.map((step, n) =>
    h("li", { class: n <= at ? "done" : null, "aria-current": n === at ? "step" : null }, t(`status.${step}`))));
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

const table = ({ items, currency }) =>
  h("table", {}, h("thead", {}, h("tr", {}, ["product", "quantity", "price", "total"].map((name) => h("th", { scope: "col" }, t(name))))),
    h("tbody", {}, items.map((item) => h("tr", {}, h("th", { scope: "row" }, h("a", { href: link(`/p/${item.product_slug}`) }, item.product_name)),
      h("td", {}, String(item.quantity)), h("td", {}, money(item.price, currency)), h("td", {}, money(item.total, currency))))));
