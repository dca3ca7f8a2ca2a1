// Who is here. The access token lives in memory only; the refresh token is shared by all tabs and
// outlives them. A refresh token works once, so one tab at a time renews it.

const KEY = "smartmart.refresh";
let access = null;

export const changes = new EventTarget();
export const accessToken = () => access;
export const refreshToken = () => localStorage.getItem(KEY);
export const isLoggedIn = () => refreshToken() !== null;

/** The user of a token, read and not checked: the server does that. */
function userOf(token) {
  try {
    return String(JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).user_id);
  } catch {
    return null;
  }
}

export const user = () => userOf(refreshToken() ?? "");

/** Runs act alone among all tabs; without locks (plain http) the server's grace helps. */
export const alone = (act) => (navigator.locks ? navigator.locks.request(KEY, act) : act());

const tell = () => changes.dispatchEvent(new Event("change"));
const tabs = new BroadcastChannel(KEY);
tabs.onmessage = ({ data }) => {
  if (userOf(data) === user()) access = data;
};

/** After a log-in, or with the next pair of tokens. */
export function begin(tokens) {
  const before = user();
  access = tokens.access;
  localStorage.setItem(KEY, tokens.refresh);
  tabs.postMessage(access);
  if (before !== user()) tell();
}

export function end() {
  access = null;
  if (!isLoggedIn()) return;
  localStorage.removeItem(KEY);
  tell();
}

// Another tab logged in, out, or renewed the tokens.
addEventListener("storage", ({ key, oldValue, newValue }) => {
  if (key !== KEY || userOf(oldValue ?? "") === userOf(newValue ?? "")) return;
  access = null;
  tell();
});
