// The cart lives in the browser. What it remembers of prices is only what the shopper saw.

const KEY = "smartmart.cart";
export const MOST = 10_000;
export const changes = new EventTarget();

function load() {
  try {
    const lines = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(lines) ? lines.filter((line) => line?.product_id && line.quantity > 0) : [];
  } catch {
    return [];
  }
}

function save(lines) {
  localStorage.setItem(KEY, JSON.stringify(lines));
  changes.dispatchEvent(new Event("change"));
}

export const lines = load;
export const size = () => load().reduce((sum, line) => sum + line.quantity, 0);
export const clear = () => save([]);
export const remove = (id) => save(load().filter((line) => line.product_id !== id));

export function add(product, quantity) {
  const all = load();
  const line = all.find((each) => each.product_id === product.id);
  if (line) line.quantity = Math.min(line.quantity + quantity, MOST);
  else all.push(asLine(product, quantity));
  save(all);
}

function asLine(product, quantity) {
  const { id, slug, name, price, images } = product;
  return { product_id: id, slug, name, price, image: images[0]?.image_url ?? null, quantity };
}

export function update(id, values) {
  save(load().map((line) => (line.product_id === id ? { ...line, ...values } : line)));
}

/** What the API wants to know of the cart. */
export const items = () => load().map(({ product_id, quantity, price }) => ({ product_id, quantity, price }));

// Another tab of the same shop.
addEventListener("storage", (event) => {
  if (event.key === KEY) changes.dispatchEvent(new Event("change"));
});
