// Addresses behind the #, so that any static server can carry this page.

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { seller } from "./seller.js";
import * as session from "./session.js";
import { announce, dropOldToasts, explain, toast } from "./ui.js";

const main = document.getElementById("main");
const routes = [];
let turn = 0;
let leave = null;
// How far down each entry of the history was when it was left: the way back leads there.
const heights = new Map();
let entry = null;

/** route("/p/:slug", view); view({params, query}) gives {title, content, leave?}. */
export function route(pattern, view) {
  const names = [...pattern.matchAll(/:(\w+)/g)].map((match) => match[1]);
  const shape = new RegExp(`^${pattern.replace(/:\w+/g, "([^/]+)")}$`);
  routes.push({ shape, names, view });
}

/** The address of a view: link("/", {search: "café"}) -> "#/?search=caf%C3%A9". */
export function link(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return `#${path}${given.length ? `?${new URLSearchParams(given)}` : ""}`;
}

export function here() {
  const [path, query = ""] = (location.hash.slice(1) || "/").split("?");
  return { path, query: new URLSearchParams(query) };
}

export function go(address, { replace = false } = {}) {
  if (!replace && address !== location.hash) location.hash = address;
  else {
    history.replaceState(null, "", address);
    show();
  }
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function find(path) {
  for (const { shape, names, view } of routes) {
    const match = shape.exec(path);
    if (match) return [view, Object.fromEntries(names.map((name, n) => [name, decoded(match[n + 1])]))];
  }
  return [lost, {}];
}

const lost = () => ({
  title: t("lost.title"),
  content: h("section", { class: "narrow" }, h("h1", {}, t("lost.title")), h("p", {}, t("lost.text")),
    h("p", {}, h("a", { class: "button", href: "#/" }, t("back.to.shop")))),
});

/** Draws the view of the current address; one that was overtaken meanwhile is dropped. */
export async function show() {
  const mine = ++turn;
  const { path, query } = here();
  const height = turnTo();
  const [view, params] = find(path);
  main.setAttribute("aria-busy", "true");
  let page;
  try {
    page = await view({ params, query });
  } catch (error) {
    if (error.status === 401) return mine === turn ? askToLogIn(path) : undefined;
    page = failed(error);
  }
  if (mine !== turn) return page?.leave?.();
  if (page) place(page, height);
  main.removeAttribute("aria-busy");
}

/** Another entry of the history is shown from now on; returns how far down it was, if it was here before. */
function turnTo() {
  heights.set(entry, scrollY);
  entry = history.state?.entry ?? crypto.getRandomValues(new Uint32Array(2)).join("-");
  history.replaceState({ entry }, "");
  return heights.get(entry) ?? 0;
}

function askToLogIn(next) {
  toast(t("error.session"));
  go(link("/login", { next }), { replace: true });
}

function failed(error) {
  if (!("status" in error)) console.error(error);
  if (error.status === 404) return lost();
  const title = t("error.title");
  return {
    title,
    content: h("section", { class: "narrow" }, h("h1", {}, title), h("p", { role: "alert" }, explain(error)),
      h("p", {}, h("button", { class: "button", type: "button", onclick: show }, t("again")))),
  };
}

function place({ title, content, leave: next }, height) {
  const focused = document.activeElement;
  leave?.();
  leave = next ?? null;
  dropOldToasts();
  document.title = [title, seller().name].filter(Boolean).join(" · ");
  main.replaceChildren(...[content].flat());
  announce(title);
  restoreFocus(focused, height);
}

/** Whoever used a control that is still there stays on it; everybody else starts at the heading. */
function restoreFocus(focused, height) {
  if (focused?.isConnected && focused.matches("#search, #language")) return;
  const again = focused?.id && focused !== main && main.querySelector(`#${CSS.escape(focused.id)}`);
  if (again) return again.focus();
  scrollTo(0, height);
  const heading = main.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

export function start() {
  session.changes.addEventListener("ended", () => askToLogIn(here().path));
  history.scrollRestoration = "manual";
  addEventListener("hashchange", () => {
    if (location.hash !== "#main") show();
  });
  return show();
}
