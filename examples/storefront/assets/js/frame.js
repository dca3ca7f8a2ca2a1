// The header and the footer, which stay while the views change.

import * as cart from "./cart.js";
import { address } from "./api.js";
import { h, icon } from "./dom.js";
import { count, language, setLanguage, t } from "./i18n.js";
import { go, here, link, show } from "./router.js";
import { seller } from "./seller.js";
import * as session from "./session.js";

const TYPING_MS = 350;
const header = document.getElementById("header");
const footer = document.getElementById("footer");
let typing = null;

// Ley 1480 de 2011, art. 50: every shop links to the consumer authority.
const AUTHORITY = "https://www.sic.gov.co";

export function frame() {
  document.getElementById("skip").textContent = t("skip");
  header.replaceChildren(h("div", { class: "bar" }, brand(), searchBox(), menu()), h("div", { class: "weave", "aria-hidden": "true" }));
  footer.replaceChildren(
    h("p", { class: "tagline" }, t("tagline")), imprint(), footLinks(),
    h("p", {}, h("button", { type: "button", id: "language", class: "bare", lang: language() === "es" ? "en" : "es", onclick: otherLanguage }, t("language"))));
}

/** Who sells: shown on every page, as the law asks. */
function imprint() {
  const { name, legal_name: legal, tax_id: nit, address: where, phone, email } = seller();
  const parts = [legal || name, nit && `NIT ${nit}`, where && t("footer.notices", { address: where }), phone && t("footer.phone", { phone }),
    email && h("a", { href: `mailto:${email}` }, email)].filter(Boolean);
  return h("p", { class: "imprint" }, parts.flatMap((part, n) => (n ? [" · ", part] : [part])));
}

function footLinks() {
  const { terms_url: terms, privacy_url: privacy } = seller();
  const links = [terms && [terms, t("footer.terms")], privacy && [privacy, t("footer.privacy")], ["#/rights", t("footer.rights")],
    [AUTHORITY, t("footer.sic")], [address("/docs/"), t("footer.api")]].filter(Boolean);
  return h("ul", { class: "foot-links" }, links.map(([href, words]) => h("li", {}, h("a", { href }, words))));
}

const brand = () => h("a", { class: "brand", href: "#/" }, seller().name || t("back.to.shop"));

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

async function otherLanguage() {
  await setLanguage(language() === "es" ? "en" : "es");
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
