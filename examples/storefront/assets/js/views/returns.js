// The right of withdrawal: what was asked for, and the form to ask.

import { sendMine } from "../api.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { date, day, money } from "../money.js";
import { show } from "../router.js";
import { reach, seller } from "../seller.js";
import { field, form, toast } from "../ui.js";

export function returnsPart(order, returned) {
  return [returned.length ? h("section", {}, h("h2", {}, t("returns.title")), h("ul", { class: "orders" }, returned.map((each) => h("li", {}, card(order, each))))) : null,
    order.status === "delivered" && order.payment_status === "paid" ? asking(order, returned) : null];
}

function card(order, { id, state, items, amount, money_due_by: due, created_at: at }) {
  const names = new Map(order.items.map((item) => [item.product_id, item.product_name]));
  return h("article", { class: "order-card" },
    h("div", {}, h("h3", {}, t("return.number", { id })), h("p", {}, `${day(at)} · `, items.map((item) => `${item.quantity} × ${names.get(item.product_id) ?? ""}`).join(", ")),
      state === "refused" ? null : h("p", {}, t("return.due", { due: date(due) }))),
    h("div", { class: "order-sum" }, h("span", { class: `badge ${state === "refused" ? "cancelled" : "review"}` }, t(`return.${state}`)), h("strong", {}, money(amount, order.currency))));
}

/** What was bought and not returned yet, by product. */
function remaining(order, returned) {
  const left = new Map();
  for (const item of order.items) left.set(item.product_id, (left.get(item.product_id) ?? 0) + item.quantity);
  for (const { items } of returned.filter(({ state }) => state !== "refused"))
    for (const item of items) left.set(item.product_id, left.get(item.product_id) - item.quantity);
  return left;
}

function asking(order, returned) {
  const left = [...remaining(order, returned)].filter(([, n]) => n > 0);
  if (!left.length) return null;
  const names = new Map(order.items.map((item) => [item.product_id, item.product_name]));
  const fields = left.map(([id, n]) => field(`line.${id}`, `${names.get(id)} (${t("return.most", { n })})`, { type: "number", min: 0, max: n, value: n, required: true, inputmode: "numeric" }));
  const reason = field("reason", t("return.reason"), { control: h("textarea", { rows: 2, maxlength: 500 }) });
  const act = async (values) => {
    const items = left.map(([id]) => ({ product_id: id, quantity: Number(values[`line.${id}`]) })).filter((item) => item.quantity > 0);
    if (!items.length) return toast(t("return.none"));
    const made = await sendMine(`/orders/${encodeURIComponent(order.invoice_id)}/returns/`, { items, reason: values.reason });
    toast(t("return.done", { id: made.id }));
    return show();
  };
  return h("details", { class: "asking screen-only" }, h("summary", {}, t("return.ask")),
    h("p", {}, t("rights.withdrawal", { days: seller().withdrawal_days, reach: reach() })), form({ fields: [...fields, reason], button: t("return.send"), act }));
}
