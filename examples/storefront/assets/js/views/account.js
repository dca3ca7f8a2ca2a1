import { askMine, send, sendMine } from "../api.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { go, link } from "../router.js";
import * as session from "../session.js";
import { field, form, toast } from "../ui.js";

const email = () => field("email", t("email"), { type: "email", required: true, autocomplete: "email", maxlength: 254 });
const password = (options) => field("password", t("password"), { type: "password", required: true, ...options });
const page = (title, ...parts) => ({ title, content: h("section", { class: "narrow card-page" }, h("h1", {}, title), parts) });
const aside = (question, href, answer) => h("p", { class: "aside-link" }, `${question} `, h("a", { href }, answer));

/** Only a view of this page may follow: ?next= comes from the address bar. */
const nextOf = (query) => (/^\/[\w/-]*$/.test(query.get("next") ?? "") ? query.get("next") : "/");

export function login({ query }) {
  const next = nextOf(query);
  const act = async (values) => {
    session.begin(await send("/login/", values));
    toast(t("welcome"));
    go(link(next), { replace: true });
  };
  return page(t("login.title"), next === "/checkout" ? h("p", { class: "notice" }, t("login.to.buy")) : null,
    form({ fields: [email(), password({ autocomplete: "current-password" })], button: t("login.button"), act }),
    aside(t("login.new"), link("/register"), t("login.register")));
}

export function register() {
  const fields = [
    email(),
    field("username", t("username"), { required: true, maxlength: 150, autocomplete: "username", hint: t("username.hint") }),
    password({ autocomplete: "new-password", minlength: 8, hint: t("password.hint") }),
    field("first_name", t("first_name"), { autocomplete: "given-name", maxlength: 150 }),
    field("last_name", t("last_name"), { autocomplete: "family-name", maxlength: 150 }),
  ];
  const act = async (values, element) => {
    await send("/register/", values);
    const heading = h("h1", { tabindex: "-1" }, t("register.done"));
    element.closest("section").replaceChildren(heading, h("p", { id: "mailed" }, t("register.done.text", { email: values.email })),
      h("p", {}, h("a", { class: "button", href: "#/login" }, t("nav.login"))));
    heading.focus();
  };
  return page(t("register.title"), form({ fields, button: t("register.button"), act }),
    aside(t("register.have"), "#/login", t("nav.login")));
}

export async function profile() {
  if (!session.isLoggedIn()) return go(link("/login", { next: "/profile" }), { replace: true });
  const me = await askMine("/users/profile/");
  const fields = [
    field("email", t("email"), { type: "email", required: true, value: me.email, autocomplete: "email" }),
    field("username", t("username"), { required: true, value: me.username, autocomplete: "username" }),
    field("first_name", t("first_name"), { value: me.first_name, autocomplete: "given-name" }),
    field("last_name", t("last_name"), { value: me.last_name, autocomplete: "family-name" }),
    field("phone", t("phone"), { type: "tel", value: me.phone ?? "", autocomplete: "tel" }),
  ];
  const act = async (values) => {
    await sendMine("/users/profile/", values, { method: "PATCH" });
    toast(values.email === me.email ? t("profile.saved") : t("profile.mail"));
  };
  return page(t("profile.title"), form({ fields, button: t("profile.save"), act }),
    h("p", { class: "aside-link" }, h("button", { class: "button quiet wide", id: "logout", type: "button", onclick: logOut }, t("logout"))));
}

async function logOut() {
  const refresh = session.refreshToken();
  // Gone from this browser whatever the server says.
  await sendMine("/logout/", { refresh }).catch(() => null);
  session.end();
  toast(t("logged.out"));
  go("#/");
}
