// Every call to SmartMart goes through here: tokens, repeats, and one kind of error.

import { language } from "./i18n.js";
import * as session from "./session.js";

const TRIES = 3;
let base = "";
let renewal = null;

export const setBase = (address) => (base = address.replace(/\/$/, ""));
export const address = (path) => base + path;

/** errors: [{code, detail, attr}]; status 0 where nobody answered; wait: seconds, where told. */
export class ApiError extends Error {
  constructor(status, errors, wait = 0) {
    super(errors[0]?.detail ?? `HTTP ${status}`);
    Object.assign(this, { status, errors, wait });
  }

  has(code) {
    return this.errors.some((error) => error.code === code);
  }
}

const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function once(method, path, { body, headers = {}, token }) {
  const all = { Accept: "application/json", "Accept-Language": language(), ...headers };
  if (body !== undefined) all["Content-Type"] = "application/json";
  if (token) all.Authorization = `Bearer ${token}`;
  try {
    const early = method === "GET" && !token && takeEarly(path);
    if (early) return await early;
    // The browser's own cache keeps public answers and asks by their ETag whether they still hold.
    return await fetch(base + path, { method, headers: all, body: body && JSON.stringify(body) });
  } catch {
    return null;
  }
}

/** The answer that early.js asked for before this module was here; good once. */
function takeEarly(path) {
  const answer = window.earlyAnswers?.get(path);
  window.earlyAnswers?.delete(path);
  return answer;
}

/** A silent or busy server is asked again where asking twice does no harm. */
async function patiently(method, path, options) {
  const harmless = method === "GET" || options.repeatable;
  for (let attempt = 1; ; attempt += 1) {
    const response = await once(method, path, options);
    const answered = response && response.status !== 503;
    if (answered || !harmless || attempt === TRIES) return response;
    await sleep(Number(response?.headers.get("Retry-After")) || attempt);
  }
}

async function read(response) {
  if (!response) throw new ApiError(0, [{ code: "no_answer", detail: "", attr: null }]);
  const body = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return body;
  throw new ApiError(response.status, body?.errors ?? [], Number(response.headers.get("Retry-After")) || 0);
}

/** A new pair of tokens. However many calls need one at a time, the server is asked once. */
function renew() {
  renewal ??= askForTokens().finally(() => (renewal = null));
  return renewal;
}

function askForTokens() {
  const used = session.accessToken();
  return session.alone(async () => {
    const refresh = session.refreshToken();
    // Another tab renewed them while this one waited.
    if (!refresh || session.accessToken() !== used) return;
    try {
      session.begin(await read(await once("POST", "/refresh/", { body: { refresh } })));
    } catch (error) {
      if (error.status !== 401) throw error;
      session.end();
    }
  });
}

/** Asks as the person who is logged in. */
async function personally(method, path, options) {
  if (!session.accessToken()) await renew();
  const used = session.accessToken();
  const response = await patiently(method, path, { ...options, token: used });
  if (response?.status !== 401 || !used) return read(response);
  // Another call may have renewed the tokens while this one was on its way.
  if (session.accessToken() === used) await renew();
  if (!session.accessToken()) return read(response);
  return read(await patiently(method, path, { ...options, token: session.accessToken() }));
}

export const ask = async (path) => read(await patiently("GET", path, {}));
export const send = async (path, body, options = {}) => read(await patiently("POST", path, { body, ...options }));
export const askMine = (path) => personally("GET", path, {});
export const sendMine = (path, body, options = {}) => personally(options.method ?? "POST", path, { body, ...options });

/** A file of one's own, as it comes. */
export async function download(path, name) {
  const file = new Blob([JSON.stringify(await askMine(path), null, 2)], { type: "application/json" });
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
