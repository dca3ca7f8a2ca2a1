// What the shop knows of a person: consent, a copy of all of it, the end of it.

import { askMine, download, sendMine } from "../api.js";
import * as cart from "../cart.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { day } from "../money.js";
import { show } from "../router.js";
import { seller } from "../seller.js";
import { explain, field, form, toast } from "../ui.js";
import { consentField } from "./account.js";
import { accountPage, leave } from "./profile.js";

export const data = () => accountPage("/profile/data", t("privacy.title"), async () => {
  const me = await askMine("/users/profile/");
  return [consent(me), h("h2", {}, t("export.title")), h("p", {}, t("export.text")),
    h("p", {}, h("button", { class: "button quiet", type: "button", id: "export", onclick: takeAway }, t("export.button"))), erasure()];
});

const takeAway = () => download("/users/profile/export/", "export.json").catch((error) => toast(explain(error)));

function consent({ privacy }) {
  const { privacy_version: today } = seller();
  if (!today && !privacy) return null;
  const told = privacy ? h("p", {}, t("consent.given", { version: privacy.version, date: day(privacy.accepted_at) })) : null;
  if (!today || privacy?.version === today) return told;
  const act = async () => {
    await sendMine("/users/profile/", { accept_privacy: true }, { method: "PATCH" });
    toast(t("profile.saved"));
    return show();
  };
  return [told, h("p", { class: "notice" }, t("consent.new")), form({ fields: [consentField()], button: t("profile.save"), act })];
}

function erasure() {
  const fields = [field("current_password", t("password.current"), { type: "password", required: true, autocomplete: "current-password" })];
  const act = async (values) => {
    await sendMine("/users/profile/", values, { method: "DELETE" });
    cart.clear();
    toast(t("erase.done"));
    leave("#/");
  };
  return h("details", { class: "asking" }, h("summary", {}, t("erase.title")), h("p", {}, t("erase.text")), form({ fields, button: t("erase.button"), act, quiet: true }));
}
