// Builds the page by nodes alone. Data becomes text or an attribute, never markup, so that a
// product's name can hold whatever it likes.

const SVG = "http://www.w3.org/2000/svg";
const ADDRESSES = new Set(["href", "src"]);

/** Only addresses that cannot run anything: ours, http(s) and mailto. */
export function safeAddress(address) {
  const url = new URL(String(address), document.baseURI);
  return ["http:", "https:", "mailto:"].includes(url.protocol) ? String(address) : "#";
}

/** h("a", {class: "card", href, onclick}, "text", node, [nodes], null) */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) set(element, name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "value") element.value = value;
  else if (ADDRESSES.has(name)) element.setAttribute(name, safeAddress(value));
  else element.setAttribute(name, value === true ? "" : String(value));
}

const ICONS = {
  cart: "M3 4h2.3l2.2 11.5a1.6 1.6 0 0 0 1.6 1.3h8.3a1.6 1.6 0 0 0 1.6-1.2L21 8H6.2M9.5 20.5h.01M17 20.5h.01",
  search: "M10.5 17.5a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 5 5",
  person: "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-8 9c.6-4 3.8-6 8-6s7.4 2 8 6",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  check: "m5 12.5 4.5 4.5L19 7.5",
  back: "m14.5 5-7 7 7 7",
  forward: "m9.5 5 7 7-7 7",
  box: "m12 3 8.5 4.5v9L12 21l-8.5-4.5v-9L12 3Zm0 9 8.5-4.5M12 12 3.5 7.5M12 12v9",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.5 2",
  truck: "M3 6h11v10H3V6Zm11 3.5h3.6L21 13v3h-7M7 19a1.8 1.8 0 1 0 0-3.6A1.8 1.8 0 0 0 7 19Zm10 0a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
  cross: "M6 6l12 12M18 6 6 18",
};

/** A picture without meaning of its own: the words beside it say what it stands for. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [key, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", "true"], ["class", "icon"]])
    svg.setAttribute(key, value);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}
