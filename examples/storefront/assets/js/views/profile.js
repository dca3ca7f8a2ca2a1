// One's own account: data, password, where else one is logged in.

import { askMine, send, sendMine } from "../api.js";
import { h } from "../dom.js";
import * as draft from "../draft.js";
import { t } from "../i18n.js";
import * as paying from "../payment.js";
import { go, link } from "../router.js";
import * as session from "../session.js";
import { field, form, toast } from "../ui.js";

const TABS = [["/profile", "profile.data"], ["/profile/security", "profile.security"], ["/profile/addresses", "addresses.title"], ["/profile/data", "privacy.title"]];

/** A page of the account for who is logged in; make() gives its parts. */
export async function accountPage(path, title, make) {
  if (!session.isLoggedIn()) return go(link("/login", { next: path }), { replace: true });
  const tabs = h("nav", { class: "tabs", "aria-label": t("profile.title") }, h("ul", {}, TABS.map(([to, words]) =>
    h("li", {}, h("a", { href: link(to), "aria-current": to === path ? "page" : null }, t(words))))));
  return { title, content: h("section", { class: "narrow card-page" }, h("h1", {}, title), tabs, await make()) };
}

export const profile = () => accountPage("/profile", t("profile.title"), async () => {
  const me = await askMine("/users/profile/");
  const fields = [
    field("email", t("email"), { type: "email", required: true, value: me.email, autocomplete: "email", hint: t("email.hint") }),
    field("username", t("username"), { required: true, value: me.username, autocomplete: "username" }),
    field("first_name", t("first_name"), { value: me.first_name, autocomplete: "given-name" }),
    field("last_name", t("last_name"), { value: me.last_name, autocomplete: "family-name" }),
    field("phone", t("phone"), { type: "tel", value: me.phone ?? "", autocomplete: "tel" }),
  ];
  const act = async (values) => {
    await sendMine("/users/profile/", values, { method: "PATCH" });
    toast(values.email === me.email ? t("profile.saved") : t("profile.mail"));
  };
  return [form({ fields, button: t("profile.save"), act }),
    h("p", { class: "aside-link" }, h("button", { class: "button quiet wide", id: "logout", type: "button", onclick: logOut }, t("logout")))];
});

export const security = () => accountPage("/profile/security", t("profile.security"), async () => {
  const me = await askMine("/users/profile/");
  const fields = [
    field("current_password", t("password.current"), { type: "password", required: true, autocomplete: "current-password" }),
    field("new_password", t("password.new"), { type: "password", required: true, minlength: 8, autocomplete: "new-password", hint: t("password.hint") }),
  ];
  // Every session ends with the old password; this one goes on with the new one.
  const act = async (values, element) => {
    await sendMine("/password/change/", values);
    element.reset();
    toast(t("password.changed"));
    await send("/login/", { email: me.email, password: values.new_password }).then(session.begin, () => leave("#/login"));
  };
  return [form({ fields, button: t("password.change"), act }), h("h2", {}, t("sessions.title")), h("p", {}, t("sessions.text")),
    h("p", {}, h("button", { class: "button quiet wide", id: "logout-all", type: "button", onclick: () => logOutBy("/logout/all/") }, t("logout.all")))];
});

/** Nothing of this person stays in the browser, whatever the server says. */
export function leave(address) {
  draft.forget();
  paying.forget();
  session.end();
  go(address);
}

async function logOutBy(path, body) {
  await sendMine(path, body).catch(() => null);
  toast(t("logged.out"));
  leave("#/");
}

const logOut = () => logOutBy("/logout/", { refresh: session.refreshToken() });
