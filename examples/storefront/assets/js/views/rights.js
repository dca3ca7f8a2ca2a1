import { h } from "../dom.js";
import { t } from "../i18n.js";
import { reach, seller } from "../seller.js";

const PARTS = ["withdrawal", "reversal", "guarantee", "complaints"];

export function rights() {
  const values = { days: seller().withdrawal_days, reach: reach() };
  return {
    title: t("footer.rights"),
    content: h("article", { class: "medium" }, h("h1", {}, t("footer.rights")),
      PARTS.map((part) => h("section", {}, h("h2", {}, t(`rights.${part}.title`)), h("p", {}, t(`rights.${part}`, values))))),
  };
}
