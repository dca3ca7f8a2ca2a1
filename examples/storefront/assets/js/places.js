// Departments and their municipalities, as the shop lists them; a list each.

import { ask } from "./api.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { choice, field } from "./ui.js";

/** Two fields; changed({department, city}) hears of every choice. prefix: before their names. */
export async function placeFields({ prefix = "", department = "", city = "", changed } = {}) {
  const places = await ask("/places/");
  const options = (rows) => [["", t("choose")], ...rows.map(({ name }) => [name, name])];
  const tell = () => changed?.({ department: departments.value, city: cities.value });
  const departments = choice(options(places), department, {
    required: true, autocomplete: "address-level1", onchange: () => { fill(""); tell(); },
  });
  const cities = h("select", { required: true, autocomplete: "address-level2", onchange: tell });
  const fill = (chosen) => {
    const rows = places.find(({ name }) => name === departments.value)?.cities ?? [];
    const only = rows.length === 1 ? rows[0].name : chosen;
    cities.replaceChildren(...options(rows).map(([value, label]) => h("option", { value, selected: value === only }, label)));
  };
  fill(city);
  return [field(`${prefix}department`, t("department"), { control: departments }), field(`${prefix}city`, t("city"), { control: cities })];
}
