// Where everything starts: the configuration, the frame, the views.

import { setBase } from "./api.js";
import { frame, keepFresh } from "./frame.js";
import { load } from "./i18n.js";
import * as payment from "./payment.js";
import { link, route, start } from "./router.js";
import { meet } from "./seller.js";
import { shop } from "./views/shop.js";

const config = (name) => document.querySelector(`meta[name=smartmart-${name}]`).content;
setBase(config("api"));
payment.setMode(config("payment"));

/** The payer comes back: to /payment?invoice=… (FRONTEND_URL), or to the shop's door. */
function comeBack() {
  const returned = new URLSearchParams(location.search).get("invoice");
  if (location.pathname.endsWith("/payment")) {
    const root = location.pathname.slice(0, -"payment".length);
    history.replaceState(null, "", root + (returned ? link(`/payment/${encodeURIComponent(returned)}`) : ""));
  } else if (!location.hash && payment.isUnderWay()) {
    history.replaceState(null, "", link(`/payment/${payment.remembered().invoice}`));
  }
}

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});

/** The styles of all pages but the catalogue: not on the way of the first look. */
const dressed = () => (dressing ??= new Promise((resolve) => {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "assets/css/buying.css" });
  link.onload = link.onerror = resolve;
  document.head.append(link);
}));
let dressing = null;

/** A view whose file is fetched when it is first needed. */
const later = (file, name) => async (properties) => {
  const [module] = await Promise.all([import(`./views/${file}.js`), dressed()]);
  return module[name](properties);
};

for (const [pattern, view] of [
  ["/", shop], ["/c/:slug", shop], ["/p/:slug", later("product", "product")], ["/cart", later("cart", "cart")],
  ["/checkout", later("checkout", "checkout")], ["/payment/:invoice", later("payment", "payment")],
  ["/orders", later("orders", "orders")], ["/orders/:invoice", later("order", "order")],
  ["/login", later("account", "login")], ["/register", later("account", "register")], ["/forgot", later("account", "forgot")],
  ["/profile", later("profile", "profile")], ["/profile/security", later("profile", "security")],
  ["/profile/addresses", later("addresses", "addresses")], ["/profile/data", later("privacy", "data")],
  ["/rights", later("rights", "rights")],
]) route(pattern, view);

await Promise.all([load(), meet()]);
comeBack();
frame();
keepFresh();
await start();
dressed();
