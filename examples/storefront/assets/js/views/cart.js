import * as cartOf from "../cart.js";
import { h, icon } from "../dom.js";
import { t } from "../i18n.js";
import { money } from "../money.js";
import { empty, picture, stepper, totals } from "../parts.js";
import { fillFrom, quoteCart } from "../quote.js";
import { go, link, show } from "../router.js";
import { seller } from "../seller.js";

const SETTLE_MS = 350;

export async function cart({ query }) {
  if (query.has("items")) {
    await fillFrom(query.get("items"));
    return go("#/cart", { replace: true });
  }
  const lines = cartOf.lines();
  if (!lines.length) return { title: t("cart.title"), content: empty(t("cart.empty"), t("cart.empty.text")) };
  const { quote, notes, faults, refused } = await quoteCart();
  const today = cartOf.lines();
  let timer = null;
  const again = () => {
    clearTimeout(timer);
    document.getElementById("main").setAttribute("aria-busy", "true");
    timer = setTimeout(show, SETTLE_MS);
  };
  return {
    title: t("cart.title"),
    content: h("div", { class: "two-columns" },
      h("section", {}, h("h1", {}, t("cart.title")),
        notes.map((note) => h("p", { class: "notice", role: "status" }, note)),
        h("ul", { class: "lines" }, today.map((line) => h("li", {}, row(line, faults.get(line.product_id), again))))),
      h("section", { class: "summary", "aria-labelledby": "summary" }, h("h2", { id: "summary" }, t("summary")),
        quote ? [untilFree(quote), totals(quote)] : h("p", { class: "fault", role: "alert" }, t("review.cart")),
        voucherForm(refused),
        quote ? h("a", { class: "button wide", id: "continue", href: "#/checkout" }, t("go.pay")) : null)),
    leave: () => clearTimeout(timer),
  };
}

/** How much is missing until delivery is free, told before it is reached. */
function untilFree(quote) {
  const { prices_include_tax: isIncluded, delivery: { free_from: from, flat_rate: flat } } = seller();
  if (!Number(from) || !Number(flat)) return null;
  const goods = quote.items.reduce((sum, { total }) => sum + Number(total), 0); // A voucher doesn't count.
  const missing = Number(from) - goods;
  const words = missing > 0 ? t("free.missing", { missing: `${money(missing)}${isIncluded ? "" : ` ${t("before.tax")}`}` }) : t("free.reached");
  return h("p", { class: "until-free" }, icon("truck"), words);
}

function voucherForm(refused) {
  const code = cartOf.voucher();
  const set = (value) => {
    cartOf.setVoucher(value);
    show();
  };
  if (code && !refused)
    return h("p", { class: "voucher" }, t("voucher.on", { code }), " ",
      h("button", { class: "bare", type: "button", id: "voucher-off", onclick: () => set("") }, t("remove")));
  const input = h("input", { id: "voucher", value: code ?? "", maxlength: 40, autocomplete: "off", autocapitalize: "characters", "aria-describedby": "voucher-error", "aria-invalid": refused ? "true" : null });
  const submit = (event) => {
    event.preventDefault();
    set(input.value.trim());
  };
  return h("form", { class: "voucher", onsubmit: submit }, h("div", { class: "field" }, h("label", { for: "voucher" }, t("voucher")),
    h("div", { class: "beside" }, input, h("button", { type: "submit", class: "small" }, t("voucher.use"))),
    h("p", { class: "fault", id: "voucher-error", role: "alert" }, refused)));
}

function row(line, fault, again) {
  const { product_id: id, name, slug, price, price_with_tax: gross, quantity } = line;
  const change = (wanted) => {
    cartOf.update(id, { quantity: wanted });
    again();
  };
  const remove = () => {
    cartOf.remove(id);
    show();
  };
  return h("article", { class: `line${fault ? " faulty" : ""}` },
    picture({ id, name, image: line.image }),
    h("div", { class: "line-text" },
      h("h2", {}, h("a", { href: link(`/p/${slug}`) }, name)),
      h("p", { class: "each" }, `${money(gross ?? price)} ${t("each")}`),
      fault ? h("p", { class: "fault", role: "alert" }, fault) : null),
    h("div", { class: "line-tools" },
      stepper({ id: `line-${id}`, value: quantity, most: cartOf.MOST, name, changed: change }),
      h("button", { class: "bare", type: "button", "aria-label": t("remove.named", { name }), onclick: remove }, icon("cross"), t("remove"))));
}
