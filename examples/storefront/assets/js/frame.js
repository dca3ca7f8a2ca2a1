// The header and the footer, which stay while the views change.

import * as cart from "./cart.js";
import { address } from "./api.js";
import { h, icon } from "./dom.js";
import { count, language, setLanguage, t } from "./i18n.js";
import { go, here, link, show } from "./router.js";
import * as session from "./session.js";
import { shop } from "./shop.js";

const TYPING_MS = 350;
const header = document.getElementById("header");
const footer = document.getElementById("footer");
let typing = null;

export function frame() {
  document.getElementById("skip").textContent = t("skip");
  header.replaceChildren(h("div", { class: "bar" }, brand(), searchBox(), menu()), h("div", { class: "weave", "aria-hidden": "true" }));
  footer.replaceChildren(h("p", { class: "tagline" }, t("tagline")), seller(), h("p", {}, t("footer"), " ", h("a", { href: address("/docs/") }, t("footer.api"))),
    h("p", {}, h("button", { type: "button", id: "language", class: "bare", lang: language() === "es" ? "en" : "es", onclick: otherLanguage }, t("language"))));
}

/** Who sells, as Ley 1480 art. 50 asks; filled in once the server has told it. */
function seller() {
  const line = h("p", { class: "seller" });
  shop().then((who) => {
    const identity = [who.legal_name || who.name, who.tax_id && `NIT ${who.tax_id}`, who.address, who.phone, who.email];
    const page = (href, words) => (href ? [" · ", h("a", { href, rel: "noopener" }, words)] : []);
    line.replaceChildren(identity.filter(Boolean).join(" · "), ...page(who.terms_url, t("terms")),
      ...page(who.privacy_url, t("privacy")), ...page("https://www.sic.gov.co/", t("sic")));
  }, () => {});
  return line;
}

const brand = () => h("a", { class: "brand", href: "#/" }, h("span", {}, "Smart"), h("span", { class: "second" }, "Mart"));

function searchBox() {
  const current = here().path === "/" ? here().query.get("search") ?? "" : "";
  const input = h("input", { id: "search", type: "search", value: current, maxlength: 100, placeholder: t("search.placeholder"), autocomplete: "off" });
  const search = (replace) => {
    clearTimeout(typing);
    go(link("/", { search: input.value.trim() }), { replace });
  };
  input.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(search, TYPING_MS, here().path === "/");
  });
  const submit = (event) => {
    event.preventDefault();
    search(false);
  };
  return h("form", { class: "search", role: "search", onsubmit: submit },
    h("label", { class: "visually-hidden", for: "search" }, t("search")), input,
    h("button", { type: "submit", "aria-label": t("search") }, icon("search")));
}

function menu() {
  const n = cart.size();
  const entry = (href, picture, words, id, ...more) =>
    h("a", { href, id, class: "entry" }, h("span", { class: "entry-icon" }, icon(picture), more), h("span", { class: "entry-words" }, words));
  return h("nav", { class: "menu", "aria-label": t("nav.main") },
    session.isLoggedIn()
      ? [entry("#/orders", "box", t("nav.orders"), "nav-orders"), entry("#/profile", "person", t("nav.account"), "nav-account")]
      : entry("#/login", "person", t("nav.login"), "nav-login"),
    entry("#/cart", "cart", t("nav.cart"), "nav-cart", n ? h("span", { class: "badge-count", title: count("products", n) }, String(n)) : null));
}

/** Only the menu changes with the cart and the session: the search keeps its text and its focus. */
const refreshMenu = () => header.querySelector(".menu")?.replaceWith(menu());

function otherLanguage() {
  setLanguage(language() === "es" ? "en" : "es");
  frame();
  show();
  document.getElementById("language").focus();
}

/** The box follows the address, except under the fingers of who types. */
function followAddress() {
  const input = document.getElementById("search");
  if (input && document.activeElement !== input) input.value = here().path === "/" ? here().query.get("search") ?? "" : "";
}

export function keepFresh() {
  cart.changes.addEventListener("change", refreshMenu);
  session.changes.addEventListener("change", refreshMenu);
  addEventListener("hashchange", followAddress);
}
