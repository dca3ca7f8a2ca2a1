// Small parts that every view uses: messages, forms, what an error means to a person.

import { ApiError } from "./api.js";
import { h, icon } from "./dom.js";
import { knows, t } from "./i18n.js";
import * as session from "./session.js";

const announcer = document.getElementById("announcer");
const toasts = document.getElementById("toasts");
const TOAST_MS = 6000;
const JUST_NOW_MS = 700;
const GAP = 16;

/** For those who hear the page. */
export const announce = (text) => (announcer.textContent = text);

export function toast(text, ...more) {
  const note = h("div", { class: "toast" }, icon("check"), h("span", {}, text), ...more);
  toasts.replaceChildren(note);
  note.shownAt = Date.now();
  setTimeout(() => note.remove(), TOAST_MS);
  uncover(note);
}

/** What is being used stays in sight: the page is longer while there is a toast. */
function uncover(note) {
  const used = document.activeElement?.closest("main button, main input, main select, main a")?.getBoundingClientRect();
  const hidden = used ? used.bottom + GAP - note.getBoundingClientRect().top : 0;
  if (hidden > 0 && used.top < innerHeight) scrollBy(0, hidden);
}

/** What was said about the view before is of no use on the next one. */
export function dropOldToasts() {
  for (const note of [...toasts.children]) if (Date.now() - note.shownAt > JUST_NOW_MS) note.remove();
}

/** What went wrong, in words that say what to do. */
export function explain(error) {
  if (error.status === 0) return t("error.no_answer");
  if (error.status === 429) return t("error.too_many", { seconds: error.wait || 60 });
  if (error.status === 503) return t("error.busy");
  if (error.status === 404) return t("lost.text");
  if (error.status === 401) return t(error.has("invalid_credentials") ? "code.invalid_credentials" : "error.session");
  if (error.status >= 400 && error.status < 500 && error.errors.length) return error.errors.map(wordsFor).join(" ");
  return t("error.unknown");
}

/** The shop's own words for a code that means one thing only, else the server's, which know the case. */
export function wordsFor({ code, detail }) {
  if (knows(`code.${code}`)) return t(`code.${code}`);
  return detail || t("error.unknown");
}

/** A labelled field with room for its error. options: h() properties of the control. */
export function field(name, label, { hint, control, ...options } = {}) {
  const id = `f-${name.replaceAll(".", "-")}`;
  const described = [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
  const input = control ?? h("input", { type: "text", ...options });
  for (const [key, value] of [["id", id], ["name", name], ["aria-describedby", described]]) input.setAttribute(key, value);
  const optional = input.required ? null : h("span", { class: "optional" }, ` (${t("optional")})`);
  return h("div", { class: "field" }, h("label", { for: id }, label, optional),
    input, hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null,
    h("p", { class: "fault", id: `${id}-error` }));
}

/** A box to tick; its label may hold links. */
export function checkField(name, label, { required, checked } = {}) {
  const id = `f-${name}`;
  return h("div", { class: "field" },
    h("div", { class: "tick" }, h("input", { type: "checkbox", id, name, required, checked, "aria-describedby": `${id}-error` }), h("label", { for: id }, label)),
    h("p", { class: "fault", id: `${id}-error` }));
}

export const choice = (options, chosen, properties = {}) =>
  h("select", properties, options.map(([value, label]) => h("option", { value, selected: value === chosen }, label)));

/** A form whose button waits, and whose errors stand where they belong. act(values) may throw. */
export function form({ fields, button, act, extra, quiet }) {
  const alert = h("p", { class: "form-fault", role: "alert" });
  const submit = h("button", { class: `button wide${quiet ? " quiet" : ""}`, type: "submit" }, button);
  const element = h("form", { class: "form", novalidate: true }, fields, alert, submit, extra ?? null);
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearFaults(element);
    if (!filledIn(element)) return;
    submit.disabled = true;
    try {
      await act(Object.fromEntries(new FormData(element)), element);
    } catch (error) {
      if (!("status" in error)) throw error;
      // What was typed is kept by the view, if it is worth it.
      if (error.status === 401 && !session.isLoggedIn() && !isRefusal(error)) return session.changes.dispatchEvent(new Event("ended"));
      showFaults(element, error);
    } finally {
      submit.disabled = false;
    }
  });
  return element;
}

const isRefusal = (error) => error.has("invalid_credentials") || error.has("otp_required");

function clearFaults(element) {
  for (const note of element.querySelectorAll(".fault, .form-fault")) note.textContent = "";
  for (const control of element.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
}

function mark(control, text) {
  control.setAttribute("aria-invalid", "true");
  document.getElementById(`${control.id}-error`).textContent = text;
}

/** The browser's own judgement, shown in the page's own way. */
export function filledIn(element) {
  const wrong = [...element.elements].filter((each) => each.willValidate && !each.checkValidity());
  for (const control of wrong)
    mark(control, control.validity.valueMissing ? t("field.required") : control.validationMessage);
  wrong[0]?.focus();
  return wrong.length === 0;
}

export function showFaults(element, error) {
  const rest = error.errors.filter(({ attr, ...fault }) => {
    const control = attr && element.elements.namedItem(attr);
    if (control?.id) mark(control, wordsFor(fault));
    return !control?.id;
  });
  element.querySelector("[aria-invalid]")?.focus();
  if (rest.length || !error.errors.length)
    element.querySelector(".form-fault").textContent = explain(new ApiError(error.status, rest, error.wait));
}
