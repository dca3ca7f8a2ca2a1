// Where the payer pays: at the stand-in on a developer's machine, else in ePayco's own window.

import { address, ask } from "./api.js";

// A session was made by the server and only wants opening; without one the fields go along.
const SCRIPTS = "https://checkout.epayco.co/";
const KEY = "smartmart.paying";
let mode = "auto";
let asked = null;

export const setMode = (wanted) => (mode = wanted);

/** "simulator" where the shop plays ePayco itself, else "epayco". */
export function payingBy() {
  if (mode !== "auto") return Promise.resolve(mode);
  asked ??= fetch(address("/epayco-simulator/"), { headers: { Accept: "text/html" } })
    .then((response) => (response.ok ? "simulator" : "epayco"))
    .catch(() => "epayco");
  return asked;
}

/** What is being paid: found again when the payer comes back, in whichever tab. */
export const remember = (data) => localStorage.setItem(KEY, JSON.stringify(data));
export const forget = () => localStorage.removeItem(KEY);

export function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

/** Whether the goods of what is being paid are still kept. */
export const isUnderWay = () => new Date(remembered()?.expires_at ?? 0) > new Date();

/** Leave for the stand-in, or open ePayco over this page. Rejects where ePayco cannot be opened. */
export async function open(data) {
  if ((await payingBy()) === "simulator")
    return location.assign(address(`/epayco-simulator/pay/${encodeURIComponent(data.invoice)}/`));
  const { key, test, session_id: sessionId, expires_at: _, ...fields } = data;
  await loadScript(sessionId ? "checkout-v2.js" : "checkout.js");
  const { checkout } = window.ePayco;
  if (sessionId) checkout.configure({ sessionId, type: "onpage", test }).open();
  else checkout.configure({ key, test }).open(fields);
}

function loadScript(name) {
  if (window.ePayco) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = SCRIPTS + name;
    script.onload = resolve;
    script.onerror = () => {
      script.remove();
      reject(new Error("ePayco's script did not load."));
    };
    document.head.append(script);
  });
}
