import { askMine, sendMine } from "../api.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { placeFields } from "../places.js";
import { show } from "../router.js";
import { checkField, explain, field, form, toast } from "../ui.js";
import { accountPage } from "./profile.js";

const MOST = 20;

export const addresses = () => accountPage("/profile/addresses", t("addresses.title"), async () => {
  const answer = await askMine("/users/addresses/?page_size=20");
  const mine = answer.results ?? answer;
  const place = h("div", {});
  const edit = async (known) => {
    place.replaceChildren(await addressForm(known));
    place.querySelector("input").focus();
  };
  return [
    mine.length ? h("ul", { class: "orders" }, mine.map((each) => h("li", {}, card(each, edit)))) : h("p", {}, t("addresses.none")),
    mine.length < MOST ? h("p", {}, h("button", { class: "button quiet", type: "button", id: "new-address", onclick: () => edit(null) }, t("address.new"))) : null,
    place,
  ];
});

const at = (id) => `/users/addresses/${id}/`;

function card(each, edit) {
  const act = (method, body) => () =>
    sendMine(at(each.id), body, { method }).then(() => show(), (error) => toast(explain(error)));
  const name = each.label || each.address;
  const button = (words, onclick) => h("button", { class: "bare", type: "button", "aria-label": `${t(words)}: ${name}`, onclick }, t(words));
  return h("article", { class: "order-card" },
    h("div", {}, h("h2", {}, name, each.is_default ? h("span", { class: "badge" }, t("address.default")) : null),
      h("p", {}, [each.name, each.address, `${each.city}, ${each.department}`, each.phone].filter(Boolean).join(" · "))),
    h("div", { class: "row" }, button("change", () => edit(each)), button("remove", act("DELETE")),
      each.is_default ? null : button("address.make.default", act("PATCH", { is_default: true }))));
}

async function addressForm(known) {
  const text = (name, options) => field(name, t(`address.${name}`), { value: known?.[name] ?? "", ...options });
  const fields = [
    text("label", { maxlength: 60, hint: t("address.label.hint") }), text("name", { maxlength: 150, autocomplete: "name" }),
    await placeFields({ department: known?.department, city: known?.city }),
    field("address", t("address"), { value: known?.address ?? "", required: true, maxlength: 200, autocomplete: "street-address" }),
    field("phone", t("phone"), { value: known?.phone ?? "", type: "tel", maxlength: 32, autocomplete: "tel" }),
    checkField("is_default", t("address.make.default"), { checked: known?.is_default }),
  ];
  const act = async ({ is_default: isDefault, ...values }) => {
    const body = isDefault ? { ...values, is_default: true } : values;
    await sendMine(known ? at(known.id) : "/users/addresses/", body, { method: known ? "PATCH" : "POST" });
    toast(t("profile.saved"));
    return show();
  };
  return form({ fields, button: t("profile.save"), act });
}
