// Where everything starts: the configuration, the frame, the views.

import { setBase } from "./api.js";
import { frame, keepFresh } from "./frame.js";
import * as payment from "./payment.js";
import { link, route, start } from "./router.js";
import { login, profile, register } from "./views/account.js";
import { cart } from "./views/cart.js";
import { checkout } from "./views/checkout.js";
import { order, orders } from "./views/orders.js";
import { payment as paymentView } from "./views/payment.js";
import { product } from "./views/product.js";
import { shop } from "./views/shop.js";

async function configure() {
  const config = await (await fetch("assets/config.json")).json();
  setBase(config.api);
  payment.setMode(config.payment);
}

/** The payer comes back: to /payment?invoice=… (FRONTEND_URL), or to the shop's door. */
function comeBack() {
  const returned = new URLSearchParams(location.search).get("invoice");
  if (location.pathname.endsWith("/payment")) {
    const root = location.pathname.slice(0, -"payment".length);
    history.replaceState(null, "", root + (returned ? link(`/payment/${encodeURIComponent(returned)}`) : ""));
  } else if (!location.hash && payment.remembered()) {
    history.replaceState(null, "", link(`/payment/${payment.remembered().invoice}`));
  }
}

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});

for (const [pattern, view] of [
  ["/", shop], ["/c/:slug", shop], ["/p/:slug", product], ["/cart", cart], ["/checkout", checkout],
  ["/payment/:invoice", paymentView], ["/orders", orders], ["/orders/:invoice", order],
  ["/login", login], ["/register", register], ["/profile", profile],
]) route(pattern, view);

await configure();
comeBack();
frame();
keepFresh();
await start();
