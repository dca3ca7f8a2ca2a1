import { ask } from "../api.js";
import * as cart from "../cart.js";
import { breadcrumbs, tree, wayTo } from "../categories.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { picture, price, stepper, stock } from "../parts.js";
import { toast } from "../ui.js";

export async function product({ params }) {
  const [nodes, shown] = await Promise.all([tree(), ask(`/products/${encodeURIComponent(params.slug)}/`)]);
  const way = shown.category ? wayTo(shown.category.slug, nodes) : [];
  return {
    title: shown.name,
    content: h("article", { class: "product" }, breadcrumbs(way, shown.name), gallery(shown),
      h("div", { class: "product-text" },
        shown.category ? h("p", { class: "kind" }, shown.category.name) : null,
        h("h1", {}, shown.name), price(shown), stock(shown.stock_quantity), buying(shown),
        shown.description ? [h("h2", {}, t("about")), paragraphs(shown.description)] : null)),
  };
}

const paragraphs = (text) => text.split(/\n+/).filter(Boolean).map((each) => h("p", {}, each));

function gallery(shown) {
  const { id, name, images } = shown;
  const big = (n) => picture({ id, name, image: images[n]?.image_url, alt: images[n]?.alt_text || name }, { eager: true });
  const stage = h("div", { class: "stage" }, big(0));
  const thumbs = images.map((image, n) =>
    h("button", { type: "button", class: "thumb", "aria-label": t("picture", { n: n + 1 }), "aria-pressed": String(n === 0),
      onclick: (event) => {
        stage.replaceChildren(big(n));
        for (const each of thumbs) each.setAttribute("aria-pressed", String(each === event.currentTarget));
      } }, picture({ id, name, image: image.image_url })));
  return h("div", { class: "gallery" }, stage, thumbs.length > 1 ? h("div", { class: "thumbs" }, thumbs) : null);
}

function buying(shown) {
  if (shown.stock_quantity <= 0) return null;
  let quantity = 1;
  const most = Math.min(shown.stock_quantity, cart.MOST);
  const add = () => {
    cart.add(shown, quantity);
    toast(t("added"), h("a", { href: "#/cart" }, t("see.cart")));
  };
  return h("div", { class: "buying" },
    stepper({ id: "quantity", value: 1, most, changed: (n) => (quantity = n) }),
    h("button", { class: "button", type: "button", id: "add", onclick: add }, t("add")));
}
