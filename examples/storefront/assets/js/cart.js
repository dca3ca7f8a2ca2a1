// The cart lives in the browser. What it remembers of prices is only what the shopper saw.

const KEY = "smartmart.cart";
const VOUCHER = "smartmart.voucher";
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

export const voucher = () => localStorage.getItem(VOUCHER) || null;
export const setVoucher = (code) => localStorage.setItem(VOUCHER, code);
export const lines = load;
export const size = () => load().reduce((sum, line) => sum + line.quantity, 0);
export function clear() {
  setVoucher("");
  save([]);
}
export const remove = (id) => save(load().filter((line) => line.product_id !== id));

/** Puts up to as many in as the shop has; returns how many are in the cart now, and whether it was cut. */
export function add(product, quantity) {
  const all = load();
  const line = all.find((each) => each.product_id === product.id) ?? asLine(product, 0);
  const wanted = line.quantity + quantity;
  line.quantity = Math.max(Math.min(wanted, product.stock_quantity, MOST), line.quantity);
  save(all.includes(line) ? all : [...all, line]);
  return { quantity: line.quantity, isCut: line.quantity < wanted };
}

function asLine(product, quantity) {
  const { id, slug, name, price, price_with_tax, images } = product;
  return { product_id: id, slug, name, price, price_with_tax, image: images[0]?.sizes?.[0]?.url ?? images[0]?.image_url ?? null, quantity };
}

/** The lines of a purchase that came to nothing are back; what is in the cart already stays. */
export function bringBack(items) {
  const all = load();
  const known = new Set(all.map((line) => line.product_id));
  const back = items.filter((item) => !known.has(item.product_id)).map((item) => ({
    product_id: item.product_id, slug: item.product_slug, name: item.product_name, price: item.price,
    price_with_tax: item.price_with_tax, image: null, quantity: item.quantity,
  }));
  save([...all, ...back]);
}

/** The lines of a link, "12:2,15:1" -> [{product_id, quantity}, ...]; what is none is left out. */
export function linkedLines(text) {
  const lines = text.split(",").map((part) => /^(\d{1,12}):(\d{1,5})$/.exec(part)).filter(Boolean);
  return lines.map(([, id, quantity]) => ({ product_id: Number(id), quantity: Number(quantity) }))
    .filter(({ quantity }) => quantity > 0 && quantity <= MOST).slice(0, 100);
}

export function update(id, values) {
  save(load().map((line) => (line.product_id === id ? { ...line, ...values } : line)));
}

/** What a quote says of a line; written, and told, only where something is new. */
export function adopt(id, values) {
  const line = load().find((each) => each.product_id === id);
  if (line && Object.entries(values).some(([name, value]) => line[name] !== value)) update(id, values);
}

/** What the API wants to know of the cart. */
export const items = () => load().map(({ product_id, quantity, price }) => ({ product_id, quantity, price }));

// Another tab of the same shop.
addEventListener("storage", (event) => {
  if (event.key === KEY) changes.dispatchEvent(new Event("change"));
});
