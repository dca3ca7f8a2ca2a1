import { askMine, sendMine } from "../api.js";
import * as cart from "../cart.js";
import { begin, detailsOf } from "../checkout.js";
import { h } from "../dom.js";
import * as draft from "../draft.js";
import { t } from "../i18n.js";
import { money } from "../money.js";
import { empty, totals } from "../parts.js";
import * as payment from "../payment.js";
import { placeFields } from "../places.js";
import { faultsOf, lineSum, quoteCart, voucherFault } from "../quote.js";
import { go, link } from "../router.js";
import { seller } from "../seller.js";
import { isLoggedIn } from "../session.js";
import { checkField, choice, field, form, toast } from "../ui.js";

const DOCUMENTS = ["CC", "CE", "NIT", "PP"];
const PLACE = ["department", "city", "address", "phone"];

export async function checkout() {
  if (!isLoggedIn()) return go(link("/login", { next: "/checkout" }), { replace: true });
  if (!cart.lines().length) return { title: t("cart.title"), content: empty(t("cart.empty"), t("cart.empty.text")) };
  const [paying, { quote, refused }, known] = await Promise.all([payment.payingBy(), quoteCart(), knownPlaces()]);
  if (!quote || refused) return go("#/cart", { replace: true });
  const sums = h("div", { "aria-live": "polite" }, totals(quote));
  return {
    title: t("checkout.title"),
    content: h("div", { class: "two-columns" },
      h("section", {}, h("h1", {}, t("checkout.title")), await buyingForm({ sums, paying, known, goods: quote })),
      h("section", { class: "summary", "aria-labelledby": "summary" }, h("h2", { id: "summary" }, t("summary")), lines(quote), sums)),
  };
}

const lines = (quote) => h("ul", { class: "brief" }, quote.items.map((item) =>
  h("li", {}, h("span", { class: "times" }, `${item.quantity} ×`),
    h("span", { class: "what" }, item.product_name, h("small", {}, `${money(item.price_with_tax)} ${t("each")}`)),
    h("span", {}, money(lineSum(item, seller().prices_include_tax))))));

/** Where this person's things went before: the address book, and the last order. */
async function knownPlaces() {
  const optional = (path) => askMine(path).catch((error) => (error.status === 403 ? { results: [] } : Promise.reject(error)));
  const [book, orders] = await Promise.all([optional("/users/addresses/"), optional("/orders/?page_size=1")]);
  const addresses = book.results ?? book;
  const last = orders.results[0]?.delivery;
  const main = addresses.find((each) => each.is_default) ?? (last?.method === "standard" ? last : null);
  return { addresses, main, method: last?.method ?? "pickup" };
}

/** What stands in the form at the beginning: what was typed, else the place of last time. */
function beginning({ main, method }) {
  const typed = draft.read();
  if (typed) return typed;
  const place = Object.fromEntries(PLACE.map((name) => [`delivery.${name}`, main?.[name] ?? ""]));
  return { "delivery.method": method, ...place, save_address: true };
}

async function buyingForm({ sums, paying, known, goods }) {
  const start = beginning(known);
  const wish = { method: start["delivery.method"] ?? "pickup", department: start["delivery.department"], city: start["delivery.city"] };
  const price = pricing(sums, goods);
  const address = h("div", { class: "folded" }, await addressFields(start, known, (place) => price(Object.assign(wish, place))));
  const chosen = (method) => {
    address.hidden = method !== "standard";
    for (const control of address.querySelectorAll("input, select")) control.disabled = address.hidden;
    return price(Object.assign(wish, { method }));
  };
  const terms = seller().terms_url;
  const element = form({
    fields: [
      h("fieldset", {}, h("legend", {}, t("checkout.how")), method("pickup", wish.method, chosen), method("standard", wish.method, chosen), address),
      documentFields(start),
      seller().sends_reminders ? checkField("remind", t("remind"), { checked: start.remind }) : null,
      h("p", { class: "hint" }, t("hold", { minutes: Math.round(seller().checkout_ttl_seconds / 60) }), " ", paying === "simulator" ? t("pay.note.simulator") : null),
      terms ? checkField("terms", [t("accept.summary"), " ", h("a", { href: terms, target: "_blank", rel: "noopener" }, t("footer.terms"))], { required: true }) : null,
    ].filter(Boolean),
    button: t(`pay.${paying}`),
    act: (values) => pay(values, known),
  });
  element.addEventListener("input", () => draft.keep(element));
  element.addEventListener("change", () => draft.keep(element));
  chosen(wish.method);
  return element;
}

/** Shows the price as soon as the place is known; the last wish wins. */
function pricing(sums, goods) {
  let latest = 0;
  return async ({ method, department, city }) => {
    const mine = ++latest;
    const isOpen = method === "standard" && !(department && city);
    if (isOpen) return sums.replaceChildren(totals(goods), h("p", { class: "hint" }, t("delivery.open")));
    const delivery = method === "standard" ? { method, department, city } : { method };
    const { quote } = await quoteCart(delivery).catch(() => ({}));
    // What delivery costs the buyer is the difference: its own price may be without tax.
    if (quote && mine === latest) sums.replaceChildren(totals(quote, { fee: String(Number(quote.total) - Number(goods.total)) }));
  };
}

const method = (name, wanted, chosen) =>
  h("label", { class: "option", for: `method-${name}` },
    h("input", { type: "radio", id: `method-${name}`, name: "delivery.method", value: name, checked: name === wanted, onchange: () => chosen(name) }),
    h("span", {}, h("strong", {}, t(name)), h("small", {}, name === "pickup" ? pickupText() : deliveryText())));

function pickupText() {
  const { pickup_address: address } = seller().delivery;
  return address ? t("pickup.text", { address }) : t("pickup.free");
}

/** Before the place is known: what it costs where no special price holds. */
function deliveryText() {
  const { prices_include_tax: isIncluded, delivery: { flat_rate: flat, free_from: from } } = seller();
  const shown = (amount) => `${money(amount)}${isIncluded ? "" : ` ${t("before.tax")}`}`;
  return [t("standard.text"), Number(flat) ? t("standard.price", { price: shown(flat) }) : null,
    Number(from) ? t("standard.free", { from: shown(from) }) : null].filter(Boolean).join(" ");
}

async function addressFields(start, { addresses }, changed) {
  const holder = h("div", { class: "folded-place" });
  const draw = async ({ department, city }) =>
    holder.replaceChildren(...await placeFields({ prefix: "delivery.", department, city, changed }));
  await draw({ department: start["delivery.department"], city: start["delivery.city"] });
  const street = field("delivery.address", t("address"), { required: true, maxlength: 200, autocomplete: "street-address", value: start["delivery.address"] ?? "" });
  const phone = field("delivery.phone", t("phone"), { required: true, type: "tel", pattern: "\\+?[0-9 \\(\\)\\-]{7,32}", autocomplete: "tel", hint: t("phone.hint"), value: start["delivery.phone"] ?? "" });
  const take = async (id) => {
    const saved = addresses.find((each) => String(each.id) === id);
    if (!saved) return;
    await draw(saved);
    street.querySelector("input").value = saved.address;
    phone.querySelector("input").value = saved.phone;
    changed(saved);
  };
  const options = [["", t("choose")], ...addresses.map((each) => [String(each.id), each.label || `${each.address}, ${each.city}`])];
  return [
    addresses.length > 1 ? field("saved", t("addresses.mine"), { control: choice(options, "", { onchange: (event) => take(event.target.value) }) }) : null,
    holder, street, phone,
    addresses.length ? null : checkField("save_address", t("address.save"), { checked: start.save_address }),
  ];
}

function documentFields(start) {
  const given = start["document.type"] ?? "";
  const number = field("document.number", t("document.number"), { required: true, maxlength: 40, disabled: !given, value: start["document.number"] ?? "" });
  const types = [["", t("document.none")], ...DOCUMENTS.map((type) => [type, t(`doc.${type}`)])];
  const type = choice(types, given, { onchange: (event) => {
    number.hidden = !event.target.value;
    number.querySelector("input").disabled = number.hidden;
  } });
  number.hidden = !given;
  return h("fieldset", { class: "pair" }, h("legend", {}, t("document")),
    field("document.type", t("document.type"), { control: type }), number);
}

/** On to the payment; where the cart is no longer what it was, back to it. */
async function pay(values, known) {
  const details = detailsOf(values);
  let data;
  try {
    data = await begin(details);
  } catch (error) {
    if (!error.has?.("price_changed") && !faultsOf(error).size && !voucherFault(error)) throw error;
    toast(t("review.cart"));
    return go("#/cart");
  }
  draft.forget();
  if (values.save_address && details.delivery.method === "standard" && !known.addresses.length)
    await sendMine("/users/addresses/", details.delivery).catch(() => null);
  // The way back from the stand-in, and what stands behind ePayco's window.
  history.replaceState(null, "", link(`/payment/${data.invoice}`));
  try {
    await payment.open(data);
  } catch {
    toast(t("payment.script"));
  }
  if ((await payment.payingBy()) === "epayco") return go(location.hash);
}
