import { ask, sendMine } from "../api.js";
import * as cart from "../cart.js";
import { breadcrumbs, tree, wayTo } from "../categories.js";
import { h } from "../dom.js";
import { count, t } from "../i18n.js";
import { picture, price, stepper, stock } from "../parts.js";
import { go, here, link } from "../router.js";
import { isLoggedIn } from "../session.js";
import { publish } from "../structured.js";
import { explain, toast } from "../ui.js";

export async function product({ params }) {
  const [nodes, shown] = await Promise.all([tree(), ask(`/products/${encodeURIComponent(params.slug)}/`)]);
  const way = shown.category ? wayTo(shown.category.slug, nodes) : [];
  const variants = shown.variants ?? [];
  return {
    title: shown.name,
    leave: publish(shown, way),
    content: h("article", { class: "product" }, breadcrumbs(way, shown.name), gallery(shown),
      h("div", { class: "product-text" },
        shown.category ? h("p", { class: "kind" }, shown.category.name) : null,
        h("h1", {}, shown.name), variants.length ? choosing(shown, variants) : offer(shown),
        shown.description ? [h("h2", {}, t("about")), paragraphs(shown.description)] : null)),
  };
}

const paragraphs = (text) => text.split(/\n+/).filter(Boolean).map((each) => h("p", {}, each));
const offer = (shown) => [price(shown), stock(shown.stock_quantity), buying(shown)];

/** Buttons for each option; the variant that has what is chosen can be bought. */
function choosing(shown, variants) {
  const names = Object.keys(variants[0].options);
  const chosen = names.length === 1 && variants.length === 1 ? { ...variants[0].options } : {};
  const place = h("div", { "aria-live": "polite" });
  const buttons = [];
  const fits = (variant, wanted) => names.every((name) => !wanted[name] || variant.options[name] === wanted[name]);
  const draw = () => {
    for (const { name, value, button } of buttons) {
      const left = variants.filter((each) => fits(each, { ...chosen, [name]: value })).reduce((sum, each) => sum + each.stock_quantity, 0);
      button.setAttribute("aria-pressed", String(chosen[name] === value));
      button.classList.toggle("none", left <= 0);
      button.setAttribute("aria-label", left > 0 ? value : `${value}: ${t("stock.none")}`);
    }
    const isWhole = names.every((name) => chosen[name]);
    const found = isWhole ? variants.find((each) => fits(each, chosen)) : null;
    const hint = t(isWhole ? "no.such.variant" : "choose.options", { options: names.filter((name) => !chosen[name]).join(", ") });
    place.replaceChildren(...(found ? offer(found) : [price(shown), h("p", { class: "hint" }, hint)]).filter(Boolean));
  };
  const choose = (name, value) => {
    chosen[name] = chosen[name] === value ? "" : value;
    draw();
  };
  const groups = names.map((name, n) => h("div", { class: "field", role: "group", "aria-labelledby": `option-${n}` }, h("span", { id: `option-${n}`, class: "label" }, name),
    h("div", { class: "values" }, [...new Set(variants.map(({ options }) => options[name]))].map((value) => {
      const button = h("button", { type: "button", class: "value", onclick: () => choose(name, value) }, value);
      buttons.push({ name, value, button });
      return button;
    }))));
  draw();
  return [h("div", { class: "options" }, groups), place];
}

function gallery(shown) {
  const { id, name, images } = shown;
  const big = (n) => picture({ id, name, image: images[n]?.image_url, sizes: images[n]?.sizes, alt: images[n]?.alt_text || name }, { eager: true });
  const stage = h("div", { class: "stage" }, big(0));
  const thumbs = images.map((image, n) =>
    h("button", { type: "button", class: "thumb", "aria-label": t("picture", { n: n + 1 }), "aria-pressed": String(n === 0),
      onclick: (event) => {
        stage.replaceChildren(big(n));
        for (const each of thumbs) each.setAttribute("aria-pressed", String(each === event.currentTarget));
      } }, picture({ id, name, image: image.sizes?.[0]?.url ?? image.image_url })));
  return h("div", { class: "gallery" }, stage, thumbs.length > 1 ? h("div", { class: "thumbs" }, thumbs) : null);
}

function buying(shown) {
  if (shown.stock_quantity <= 0) return telling(shown);
  let quantity = 1;
  const most = Math.min(shown.stock_quantity, cart.MOST);
  const add = () => {
    const { quantity: now, isCut } = cart.add(shown, quantity);
    toast(isCut ? count("added.cut", now) : t("added"), h("a", { href: "#/cart" }, t("see.cart")));
  };
  return h("div", { class: "buying" },
    stepper({ id: "quantity", value: 1, most, changed: (n) => (quantity = n) }),
    h("button", { class: "button", type: "button", id: "add", onclick: add }, t("add")));
}

/** Sold out: one mail when it is back. */
function telling({ id, slug }) {
  const ask = async () => {
    if (!isLoggedIn()) return go(link("/login", { next: here().path }));
    await sendMine(`/products/${id}/${slug}/notify/`, {}).then(() => toast(t("notify.done")), (error) => toast(explain(error)));
  };
  return h("div", { class: "buying" }, h("button", { class: "button quiet", type: "button", id: "notify", onclick: ask }, t("notify")));
}
