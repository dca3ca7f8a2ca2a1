// Coming in: log-in, registration, a forgotten password.

import { address, send } from "../api.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { go, link } from "../router.js";
import { seller } from "../seller.js";
import * as session from "../session.js";
import { checkField, explain, field, form, toast } from "../ui.js";

const email = () => field("email", t("email"), { type: "email", required: true, autocomplete: "email", maxlength: 254 });
const password = (options) => field("password", t("password"), { type: "password", required: true, ...options });
const page = (title, ...parts) => ({ title, content: h("section", { class: "narrow card-page" }, h("h1", {}, title), parts) });
const aside = (question, href, answer) => h("p", { class: "aside-link" }, question ? `${question} ` : null, h("a", { href }, answer));

/** Only a view of this page may follow: ?next= comes from the address bar. */
const nextOf = (query) => (/^\/[\w/-]*$/.test(query.get("next") ?? "") ? query.get("next") : "/");

export function login({ query }) {
  const next = nextOf(query);
  const code = field("otp", t("otp"), { inputmode: "numeric", autocomplete: "one-time-code", maxlength: 16 });
  code.hidden = true;
  const act = async ({ otp, ...values }) => {
    try {
      session.begin(await send("/login/", otp ? { ...values, otp } : values));
    } catch (error) {
      if (error.has?.("otp_required")) {
        code.hidden = false;
        code.querySelector("input").focus();
      }
      throw error;
    }
    toast(t("welcome"));
    go(link(next), { replace: true });
  };
  return page(t("login.title"), next === "/checkout" ? h("p", { class: "notice" }, t("login.to.buy")) : null,
    form({ fields: [email(), password({ autocomplete: "current-password" }), code], button: t("login.button"), act }),
    aside("", link("/forgot"), t("forgot.link")), aside(t("login.new"), link("/register"), t("login.register")));
}

export function register() {
  const fields = [
    email(),
    field("username", t("username"), { required: true, maxlength: 150, autocomplete: "username", hint: t("username.hint") }),
    password({ autocomplete: "new-password", minlength: 8, hint: t("password.hint") }),
    field("first_name", t("first_name"), { autocomplete: "given-name", maxlength: 150 }),
    field("last_name", t("last_name"), { autocomplete: "family-name", maxlength: 150 }),
    consentField(),
  ].filter(Boolean);
  const act = async ({ accept_privacy: accepted, ...typed }, element) => {
    const values = accepted ? { ...typed, accept_privacy: true } : typed;
    await send("/register/", values);
    mailed(element.closest("section"), t("register.done"), t("register.done.text", { email: values.email }), () => send("/register/", values));
  };
  return page(t("register.title"), form({ fields, button: t("register.button"), act }),
    aside(t("register.have"), "#/login", t("nav.login")));
}

/** Never ticked beforehand: consent is given, not taken. */
export function consentField() {
  const { privacy_version: version, privacy_url: url, legal_name: legal, name, tax_id: nit, email: mail } = seller();
  if (!version) return null;
  const whom = [legal || name, nit && `NIT ${nit}`].filter(Boolean).join(", ");
  const words = t("consent", { whom }) + (mail ? ` ${t("consent.rights", { email: mail })}` : "");
  return checkField("accept_privacy", [words, url ? [" ", h("a", { href: url, target: "_blank", rel: "noopener" }, t("footer.privacy"))] : null], { required: true });
}

export function forgot() {
  const act = async (values, element) => {
    await send("/password/reset/", values);
    mailed(element.closest("section"), t("register.done"), t("forgot.done", { email: values.email }), () => send("/password/reset/", values));
  };
  return page(t("forgot.title"), h("p", {}, t("forgot.text")), form({ fields: [email()], button: t("forgot.button"), act }),
    aside("", "#/login", t("nav.login")));
}

/** A mail is on its way: the page says so, and can send it again. */
function mailed(section, title, text, again) {
  const heading = h("h1", { tabindex: "-1" }, title);
  const resend = h("button", { class: "button quiet", type: "button", id: "resend", onclick: async () => {
    resend.disabled = true;
    await again().then(() => toast(t("resent")), (error) => toast(explain(error)));
    resend.disabled = false;
  } }, t("resend"));
  const box = h("p", {});
  section.replaceChildren(heading, h("p", { id: "mailed" }, text), box, h("p", { class: "row" }, h("a", { class: "button", href: "#/login" }, t("nav.login")), resend));
  heading.focus();
  mailbox().then((href) => href && box.append(h("a", { href, id: "mailbox", target: "_blank", rel: "noopener" }, t("mailbox"))));
}

/** On a developer's machine the shop shows its mails. */
const mailbox = () =>
  fetch(address("/mail/"), { method: "HEAD", headers: { Accept: "text/html" } }).then((response) => (response.ok ? address("/mail/") : null), () => null);
