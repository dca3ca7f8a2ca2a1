// What search engines read of a product's page: schema.org data as JSON-LD.

import { h } from "./dom.js";
import { link } from "./router.js";
import { seller } from "./seller.js";

const CONTEXT = "https://schema.org";
const ids = ["product-data", "breadcrumb-data"];
// schema.org's names for options; others are additional properties.
const PROPERTIES = { color: "color", colour: "color", talla: "size", tamaño: "size", size: "size", material: "material", estampado: "pattern", pattern: "pattern" };

const absolute = (hash) => new URL(hash, document.baseURI).href;
const page = (slug) => absolute(link(`/p/${slug}`));
const given = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value && value.length !== 0));

function offer({ slug, price_with_tax: price, stock_quantity: stock }) {
  return {
    "@type": "Offer", url: page(slug), price, priceCurrency: seller().currency, itemCondition: `${CONTEXT}/NewCondition`,
    availability: `${CONTEXT}/${stock > 0 ? "InStock" : "OutOfStock"}`,
  };
}

function options(pairs) {
  const known = {}, others = [];
  for (const [name, value] of Object.entries(pairs)) {
    const property = PROPERTIES[name.trim().toLowerCase()];
    if (property) known[property] ??= value;
    else others.push({ "@type": "PropertyValue", name, value });
  }
  return given({ ...known, additionalProperty: others });
}

const described = ({ name, description, sku, barcode: gtin, images, category }) =>
  given({ name, description, sku, gtin, image: images.map(({ image_url: url }) => url), category: category?.name });

/** A Product with its Offer; a ProductGroup, if it has variants. */
export function productData(product) {
  const { id, variants = [], options: pairs } = product;
  if (!variants.length) return { "@context": CONTEXT, "@type": "Product", ...described(product), ...options(pairs), offers: offer(product) };
  const variesBy = Object.keys(variants[0].options).map((name) => PROPERTIES[name.trim().toLowerCase()]).filter(Boolean);
  return {
    "@context": CONTEXT, "@type": "ProductGroup", ...described(product), productGroupID: String(id),
    ...given({ variesBy: variesBy.map((name) => `${CONTEXT}/${name}`) }),
    hasVariant: variants.map((each) => ({ "@type": "Product", ...described(each), ...options(each.options), offers: offer(each) })),
  };
}

/** The way from the shop through its categories to the product. */
export function breadcrumbData(way, { name, slug }) {
  const steps = [[seller().name, absolute("#/")], ...way.map((node) => [node.name, absolute(link(`/c/${node.slug}`))]), [name, page(slug)]];
  return {
    "@context": CONTEXT, "@type": "BreadcrumbList",
    itemListElement: steps.map(([title, item], n) => ({ "@type": "ListItem", position: n + 1, name: title, item })),
  };
}

/** JSON that ends no script element, whatever a name contains. */
export const safeJson = (data) => JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Puts the data into the head; returns what takes it out again. */
export function publish(product, way) {
  const forget = () => ids.forEach((id) => document.getElementById(id)?.remove());
  forget();
  [productData(product), breadcrumbData(way, product)].forEach((data, n) =>
    document.head.append(h("script", { type: "application/ld+json", id: ids[n] }, safeJson(data))));
  return forget;
}
