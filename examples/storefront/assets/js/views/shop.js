// The catalogue: a category or everything, searched, sorted, in pages.

import { ask } from "../api.js";
import { breadcrumbs, categoryNav, facets, shortcuts, tree, wayTo } from "../categories.js";
import { h, icon } from "../dom.js";
import { count, t } from "../i18n.js";
import { firstImage, picture, price, stock } from "../parts.js";
import { go, link } from "../router.js";
import { seller } from "../seller.js";
import { announce, choice } from "../ui.js";

const PAGE_SIZE = 12;
const ORDERINGS = ["", "name", "price", "-price"];
const ORDERING_WORDS = ["newest", "name", "cheap", "dear"];

/** What the address asks for, anything odd in it left out. */
function wishes(query) {
  const page = Number(query.get("page"));
  return {
    search: (query.get("search") ?? "").trim().slice(0, 100),
    ordering: ORDERINGS.includes(query.get("ordering")) ? query.get("ordering") : "",
    in_stock: query.get("in_stock") === "true" ? "true" : "",
    ...priceRange(query),
    page: Number.isInteger(page) && page > 1 ? page : "",
  };
}

/** Whole amounts, the lower one first. */
function priceRange(query) {
  const amount = (name) => (/^[0-9]{1,9}$/.test(query.get(name) ?? "") ? query.get(name) : "");
  const [least, most] = [amount("min_price"), amount("max_price")];
  const isTurned = least && most && Number(least) > Number(most);
  return isTurned ? { min_price: most, max_price: least } : { min_price: least, max_price: most };
}

function listAddress(slug, wanted) {
  const given = Object.entries(wanted).filter(([, value]) => value !== "");
  const query = new URLSearchParams([...given, ["page_size", PAGE_SIZE]]);
  return slug ? `/products/category/${encodeURIComponent(slug)}/?${query}` : `/products/?${query}`;
}

export async function shop({ params, query }) {
  const wanted = wishes(query);
  const [nodes, list] = await Promise.all([tree(), ask(listAddress(params.slug, wanted))]);
  const way = params.slug ? wayTo(params.slug, nodes) : [];
  const here = params.slug ? `/c/${params.slug}` : "/";
  const isStart = !params.slug && !Object.values(wanted).some(Boolean);
  const title = wanted.search ? t("results.for", { search: wanted.search }) : way.at(-1)?.name ?? t("everything");
  setTimeout(() => announce(`${title}: ${count("products", list.count)}`), 300);
  return {
    title,
    content: [
      isStart ? hero(nodes) : null,
      h("div", { class: "shop" },
        h("aside", { class: "aside" }, categoryNav(nodes, way)),
        h("section", { class: "results", "aria-labelledby": "results-title" },
          way.length ? breadcrumbs(way.slice(0, -1)) : null,
          h(isStart ? "h2" : "h1", { id: "results-title" }, title),
          list.corrected ? h("p", { class: "notice" }, t("corrected", { words: list.corrected })) : null,
          wanted.search ? facets(way.at(-1)?.children ?? nodes, wanted) : way.length ? shortcuts(way.at(-1).children) : null,
          toolbar(here, wanted, list.count),
          list.results.length ? grid(list.results) : nothing(),
          pager(here, wanted, list.count))),
    ].filter(Boolean),
  };
}

function hero(nodes) {
  return h("section", { class: "hero" },
    h("div", { class: "hero-text" }, h("h1", {}, t("hero.title")), h("p", {}, t("hero.text"))),
    h("img", { class: "hero-art", src: "assets/mountains.svg", alt: "", width: 560, height: 380 }),
    h("div", { class: "weave", "aria-hidden": "true" }),
    h("nav", { "aria-label": t("categories") }, shortcuts(nodes, { big: true })));
}

function toolbar(here, wanted, total) {
  const change = (values) => go(link(here, { ...wanted, page: "", ...values }));
  const options = ORDERINGS.map((value, n) => [value, t(`sort.${ORDERING_WORDS[n]}`)]);
  const sort = choice(options, wanted.ordering, { id: "sort", onchange: (event) => change({ ordering: event.target.value }) });
  const inStock = h("input", {
    type: "checkbox", id: "in-stock", checked: wanted.in_stock === "true",
    onchange: (event) => change({ in_stock: event.target.checked ? "true" : "" }),
  });
  return h("div", { class: "toolbar" }, h("p", { class: "count" }, count("products", total)),
    h("label", { class: "check", for: "in-stock" }, inStock, t("in.stock")), priceFilter(wanted, change),
    h("div", { class: "sort" }, h("label", { for: "sort" }, t("sort")), sort));
}

/** What the API filters by is the price that the shop keeps, which may be without tax. */
function priceFilter(wanted, change) {
  const input = (name, words) => h("input", {
    type: "text", inputmode: "numeric", pattern: "[0-9]*", maxlength: 9, id: name, value: wanted[name], placeholder: t(words), "aria-label": `${t("price.range")}: ${t(words)}`,
  });
  const [least, most] = [input("min_price", "price.least"), input("max_price", "price.most")];
  const submit = (event) => {
    event.preventDefault();
    change({ min_price: least.value.replace(/\D/g, ""), max_price: most.value.replace(/\D/g, "") });
  };
  const net = seller().prices_include_tax ? null : h("small", {}, ` ${t("before.tax")}`);
  return h("form", { class: "price-range", onsubmit: submit }, h("span", {}, t("price.range"), net), least, most,
    h("button", { type: "submit", class: "small" }, t("filter")));
}

const grid = (products) => h("ul", { class: "grid" }, products.map((product, n) => h("li", {}, card(product, n < 4))));

function card(product, eager) {
  return h("article", { class: `card${product.stock_quantity ? "" : " sold-out"}` },
    picture(firstImage(product), { eager }),
    h("div", { class: "card-text" },
      product.category ? h("p", { class: "kind" }, product.category.name) : null,
      h("h3", {}, h("a", { href: link(`/p/${product.slug}`), class: "cover" }, product.name)),
      h("div", { class: "card-foot" }, price(product), stock(product.stock_quantity))));
}

const nothing = () =>
  h("div", { class: "empty" }, h("div", { class: "empty-art", "aria-hidden": "true" }), h("h2", {}, t("nothing")),
    h("p", {}, t("nothing.text")), h("p", {}, h("a", { class: "button quiet", href: "#/" }, t("everything"))));

/** 1 … 4 [5] 6 … 9 */
export function pageNumbers(page, last) {
  const near = [1, page - 1, page, page + 1, last].filter((n) => n >= 1 && n <= last);
  return [...new Set(near)].sort((a, b) => a - b);
}

function pager(here, wanted, total) {
  const last = Math.ceil(total / PAGE_SIZE);
  const page = wanted.page || 1;
  if (last < 2) return null;
  const to = (n) => link(here, { ...wanted, page: n > 1 ? n : "" });
  const step = (n, words, sign) =>
    n >= 1 && n <= last ? h("li", {}, h("a", { href: to(n), rel: sign === "back" ? "prev" : "next", "aria-label": t(words) }, icon(sign))) : null;
  const numbers = pageNumbers(page, last).flatMap((n, at, all) => [
    at && n - all[at - 1] > 1 ? h("li", { class: "gap", "aria-hidden": "true" }, "…") : null,
    h("li", {}, h("a", { href: to(n), "aria-label": t("page", { n }), "aria-current": n === page ? "page" : null }, String(n))),
  ]);
  return h("nav", { class: "pager", "aria-label": t("pages") },
    h("ul", {}, step(page - 1, "previous", "back"), numbers, step(page + 1, "next", "forward")));
}
