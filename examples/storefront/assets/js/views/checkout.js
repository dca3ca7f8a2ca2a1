import * as cart from "../cart.js";
import { begin, detailsOf } from "../checkout.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { empty, totals } from "../parts.js";
import * as payment from "../payment.js";
import { citiesOf, places } from "../places.js";
import { faultsOf, quoteCart } from "../quote.js";
import { go, link } from "../router.js";
import { isLoggedIn } from "../session.js";
import { choice, field, form, toast } from "../ui.js";

const DOCUMENTS = ["CC", "CE", "NIT", "PP"];
// Until the town is known, the price is that of a delivery in the capital.
const CAPITAL = { department: "11", city: "11001" };

export async function checkout() {
  if (!isLoggedIn()) return go(link("/login", { next: "/checkout" }), { replace: true });
  if (!cart.lines().length) return { title: t("cart.title"), content: empty(t("cart.empty"), t("cart.empty.text")) };
  const [paying, { quote }, list] = await Promise.all([payment.payingBy(), quoteCart({ method: "pickup" }), places()]);
  if (!quote) return go("#/cart", { replace: true });
  const sums = h("div", { "aria-live": "polite" }, totals(quote));
  return {
    title: t("checkout.title"),
    content: h("div", { class: "two-columns" },
      h("section", {}, h("h1", {}, t("checkout.title")), buyingForm(sums, paying, list)),
      h("section", { class: "summary", "aria-labelledby": "summary" }, h("h2", { id: "summary" }, t("summary")),
        h("ul", { class: "brief" }, quote.items.map((item) =>
          h("li", {}, h("span", { class: "times" }, `${item.quantity} ×`), item.product_name))),
        sums)),
  };
}

function buyingForm(sums, paying, list) {
  const address = h("div", { class: "folded", hidden: true }, addressFields(list));
  let latest;
  const value = (name) => address.querySelector(`[name='delivery.${name}']`).value;
  const place = () => {
    const city = citiesOf(list, value("department")).find(({ name }) => name === value("city"));
    return city ? { department: value("department"), city: city.code } : CAPITAL;
  };
  const priced = async (method) => {
    latest = method;
    const delivery = method === "standard" ? { method, ...place() } : { method };
    const { quote } = await quoteCart(delivery);
    if (quote && latest === method) sums.replaceChildren(totals(quote));
  };
  address.addEventListener("change", () => priced("standard"));
  const chosen = async (method) => {
    address.hidden = method !== "standard";
    for (const control of address.querySelectorAll("input, select")) control.disabled = address.hidden;
    await priced(method);
  };
  for (const control of address.querySelectorAll("input, select")) control.disabled = true;
  return form({
    fields: [
      h("fieldset", {}, h("legend", {}, t("checkout.how")), method("pickup", true, chosen), method("standard", false, chosen), address),
      documentFields(),
      h("p", { class: "hint" }, t("hold"), " ", paying === "simulator" ? t("pay.note.simulator") : null),
    ],
    button: t(`pay.${paying}`),
    act: (values) => pay(detailsOf(values)),
  });
}

const method = (name, checked, chosen) =>
  h("label", { class: "option", for: `method-${name}` },
    h("input", { type: "radio", id: `method-${name}`, name: "delivery.method", value: name, checked, onchange: () => chosen(name) }),
    h("span", {}, h("strong", {}, t(name)), h("small", {}, t(`${name}.text`))));

function addressFields(list) {
  const departments = [["", t("choose")], ...list.map(({ name }) => [name, name])];
  const towns = h("datalist", { id: "towns" });
  const offer = (event) =>
    towns.replaceChildren(...citiesOf(list, event.target.value).map(({ name }) => h("option", { value: name })));
  return [
    field("delivery.department", t("department"), { control: choice(departments, "", { required: true, autocomplete: "address-level1", onchange: offer }) }),
    field("delivery.city", t("city"), { required: true, maxlength: 80, autocomplete: "address-level2", list: "towns" }),
    towns,
    field("delivery.address", t("address"), { required: true, maxlength: 200, autocomplete: "street-address" }),
    field("delivery.phone", t("phone"), { required: true, type: "tel", pattern: "\\+?[0-9 \\(\\)\\-]{7,32}", autocomplete: "tel", hint: t("phone.hint") }),
  ];
}

function documentFields() {
  const number = field("document.number", t("document.number"), { required: true, pattern: "[A-Za-z0-9][A-Za-z0-9.\\-]{2,19}", disabled: true });
  const types = [["", t("document.none")], ...DOCUMENTS.map((type) => [type, t(`doc.${type}`)])];
  const type = choice(types, "", { onchange: (event) => {
    number.hidden = !event.target.value;
    number.querySelector("input").disabled = number.hidden;
  } });
  number.hidden = true;
  return h("fieldset", { class: "pair" }, h("legend", {}, t("document")),
    field("document.type", t("document.type"), { control: type }), number);
}

/** On to the payment; where the cart is no longer what it was, back to it. */
async function pay(details) {
  let data;
  try {
    data = await begin(details);
  } catch (error) {
    if (error.status === 403) toast(t("may.not.buy"));
    if (!error.has?.("price_changed") && !faultsOf(error).size) throw error;
    toast(t("review.cart"));
    return go("#/cart");
  }
  // The way back from the stand-in, and what stands behind ePayco's window.
  history.replaceState(null, "", link(`/payment/${data.invoice}`));
  try {
    await payment.open(data);
  } catch {
    toast(t("payment.script"));
  }
  if ((await payment.payingBy()) === "epayco") return go(location.hash);
}
