// Who is here. The access token lives in memory only, the refresh token as long as the tab.

const KEY = "smartmart.refresh";
let access = null;

export const changes = new EventTarget();
export const accessToken = () => access;
export const refreshToken = () => sessionStorage.getItem(KEY);
export const isLoggedIn = () => refreshToken() !== null;

// A duplicated tab starts with a copy of the refresh token. Shown twice, a token is taken for theft
// and everybody is logged out; so whoever renews it tells the other tabs at once.
const tabs = new BroadcastChannel("smartmart.session");
tabs.onmessage = ({ data }) => {
  if (data.old !== refreshToken()) return;
  if (data.tokens) keep(data.tokens);
  else forget();
};

function keep(tokens) {
  const before = isLoggedIn();
  access = tokens.access;
  sessionStorage.setItem(KEY, tokens.refresh);
  if (!before) changes.dispatchEvent(new Event("change"));
}

function forget() {
  access = null;
  sessionStorage.removeItem(KEY);
  changes.dispatchEvent(new Event("change"));
}

/** After a log-in, or with the next pair of tokens. */
export function begin({ access, refresh }) {
  const old = refreshToken();
  keep({ access, refresh });
  if (old) tabs.postMessage({ old, tokens: { access, refresh } });
}

export function end() {
  const old = refreshToken();
  if (!old) return;
  forget();
  tabs.postMessage({ old, tokens: null });
}
