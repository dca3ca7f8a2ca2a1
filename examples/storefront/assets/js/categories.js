// The tree of categories: read once per visit of a view, asked again by its ETag.

import { ask } from "./api.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { link } from "./router.js";

export const tree = () => ask("/categories/?tree=true");

/** The way from the root to a category, itself included; [] where it is not in the tree. */
export function wayTo(slug, nodes) {
  for (const node of nodes) {
    if (node.slug === slug) return [node];
    const below = wayTo(slug, node.children);
    if (below.length) return [node, ...below];
  }
  return [];
}

function branch(nodes, way) {
  return h("ul", {}, nodes.map((node) => {
    const isOpen = way.includes(node);
    const isHere = node === way.at(-1);
    return h("li", {},
      h("a", { href: link(`/c/${node.slug}`), "aria-current": isHere ? "page" : null, class: isOpen ? "open" : null }, node.name),
      isOpen && node.children.length ? branch(node.children, way) : null);
  }));
}

/** The branch that is open, as a list; folded away on a phone. */
export function categoryNav(nodes, way) {
  const all = h("a", { href: "#/", "aria-current": way.length ? null : "page" }, t("everything"));
  const folded = h("details", { class: "categories", open: matchMedia("(min-width: 56rem)").matches },
    h("summary", {}, t("categories")), h("nav", { "aria-label": t("categories") }, h("ul", {}, h("li", {}, all)), branch(nodes, way)));
  return folded;
}

/** Shortcuts to what lies directly below; on a phone a row to swipe. */
export function shortcuts(nodes, { big = false } = {}) {
  if (!nodes.length) return null;
  return h("ul", { class: big ? "tiles" : "chips" }, nodes.map((node, n) =>
    h("li", {}, h("a", { class: `${big ? "tile" : "chip"} tint-${n % 5}`, href: link(`/c/${node.slug}`) }, node.name))));
}

export function breadcrumbs(way, last) {
  const steps = [{ name: t("everything"), href: "#/" }, ...way.map(({ name, slug }) => ({ name, href: link(`/c/${slug}`) }))];
  return h("nav", { class: "breadcrumbs", "aria-label": t("nav.main") }, h("ol", {},
    steps.map(({ name, href }) => h("li", {}, h("a", { href }, name))),
    last ? h("li", { "aria-current": "page" }, last) : null));
}

const MOST_FACETS = 8;

/** Where the hits of a search are: chips with numbers, which come when they are known. */
export function facets(nodes, wanted) {
  const list = h("ul", { class: "chips facets", "aria-label": t("facets"), hidden: true });
  const numbers = nodes.slice(0, MOST_FACETS).map(async (node) => [node, (await ask(facetAddress(node, wanted))).count]);
  Promise.all(numbers).then((found) => {
    const hits = found.filter(([, n]) => n);
    list.hidden = !hits.length;
    list.append(...hits.map(([node, n]) => h("li", {}, h("a", { class: "chip tint-1", href: link(`/c/${node.slug}`, { ...wanted, page: "" }) }, `${node.name} (${n})`))));
  }).catch(() => null);
  return list;
}

function facetAddress({ slug }, { search, in_stock, min_price, max_price }) {
  const given = Object.entries({ search, in_stock, min_price, max_price }).filter(([, value]) => value !== "");
  return `/products/?${new URLSearchParams([...given, ["category", slug], ["page_size", 1]])}`;
}
