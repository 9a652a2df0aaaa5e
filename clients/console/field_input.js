/**
 * One input of a form: what it shows, what it says, what was entered.
 *
 * @typedef {import("./schema.js").Field} Field
 * @typedef {object} Input
 * @property {Field} field
 * @property {Element} element
 * @property {() => unknown} read undefined where nothing was entered; throws Wrong
 * @property {(message: string) => void} fail shows what is wrong with it; "" for nothing
 * @property {() => void} focus
 */
import { h, put } from "./dom.js";

export const KEPT = "Leave blank to keep existing";

/** What was entered cannot be sent. */
export class Wrong extends Error {}

/**
 * @param {Field} field
 * @param {string} prefix of the element's id
 * @param {{stored?: unknown, kept?: boolean}} [known] `stored` is shown; `kept`: something is stored that is never shown
 * @returns {Input}
 */
export function fieldInput(field, prefix, { stored, kept = false } = {}) {
  const id = `${prefix}-${field.name}`;
  const control = controlOf(field, stored, kept);
  control.id = id;
  control.setAttribute("aria-describedby", `${id}-help ${id}-wrong`);
  if (field.needed === "required") control.setAttribute("aria-required", "true");
  const wrong = h("p", { class: "wrong", id: `${id}-wrong`, hidden: true });
  const label = h("label", { for: id }, field.title, field.needed && h("span", { class: "needed" }, ` ${field.needed}`));
  const help = h("p", { class: "help", id: `${id}-help` }, helpOf(field));
  const isBox = field.kind === "boolean";
  const element = h("div", { class: isBox ? "field box-field" : "field" });
  put(element, ...(isBox ? [control, label] : [label, control]), help, wrong);
  return {
    field,
    element,
    read: () => valueOf(field, control, stored),
    fail: (message) => {
      wrong.textContent = message;
      wrong.hidden = !message;
      control.setAttribute("aria-invalid", String(Boolean(message)));
    },
    focus: () => control.focus(),
  };
}

/** @param {Field} field @param {unknown} stored @param {boolean} kept @returns {any} */
function controlOf(field, stored, kept) {
  if (field.kind === "boolean") return h("input", { type: "checkbox", checked: Boolean(stored ?? field.default ?? false) });
  if (field.choices.length) return choicesOf(field, stored, kept);
  const placeholder = kept ? KEPT : placeholderOf(field);
  const value = shown(field, stored);
  const quiet = { autocomplete: field.secret ? "new-password" : "off", spellcheck: "false", autocapitalize: "off" };
  if (isLong(field)) return h("textarea", { rows: 4, placeholder, value, class: field.secret ? "veiled" : null, ...quiet });
  const isNumber = field.kind === "integer" || field.kind === "number";
  return h("input", {
    type: field.secret ? "password" : "text",
    inputmode: isNumber ? "decimal" : null,
    placeholder,
    value,
    ...quiet,
  });
}

/** A key in several lines cannot go through a password input, which drops the line ends. @param {Field} field */
function isLong(field) {
  return field.kind === "object" || field.kind === "array" || field.lines;
}

/** @param {Field} field @param {unknown} stored @param {boolean} kept */
function choicesOf(field, stored, kept) {
  const none = kept ? KEPT : field.default === undefined ? "(not set)" : `(not set: ${field.default})`;
  // A stored value that the type does not list stays what it is until someone chooses another.
  const values = stored === undefined || field.choices.includes(stored) ? field.choices : [stored, ...field.choices];
  const options = values.map((choice) => h("option", { value: String(choice), selected: choice === stored }, String(choice)));
  return h("select", {}, h("option", { value: "" }, none), ...options);
}

/** @param {Field} field */
function placeholderOf(field) {
  const hint = field.default ?? field.example;
  if (hint === undefined || field.secret) return "";
  const text = typeof hint === "object" ? JSON.stringify(hint) : String(hint);
  return field.default === undefined ? `such as ${text}` : `${text} where left blank`;
}

/** @param {Field} field */
function helpOf(field) {
  if (field.kind === "object" || field.kind === "array") return `${field.description} In JSON.`.trim();
  return field.description;
}

/** @param {Field} field @param {unknown} stored */
function shown(field, stored) {
  if (stored === undefined || stored === null || field.secret) return "";
  return typeof stored === "object" ? JSON.stringify(stored, null, 2) : String(stored);
}

/** @param {Field} field @param {any} control @param {unknown} stored */
function valueOf(field, control, stored) {
  if (field.kind === "boolean") {
    const untouched = stored === undefined && control.checked === Boolean(field.default ?? false);
    return untouched ? undefined : control.checked;
  }
  const text = isLong(field) ? control.value : control.value.trim();
  if (!text.trim()) return undefined;
  if (field.choices.length) return [stored, ...field.choices].find((choice) => String(choice) === text);
  if (field.kind === "integer" || field.kind === "number") return numberOf(field, text);
  if (field.kind === "object" || field.kind === "array") return jsonOf(field, text);
  return text;
}

/** @param {Field} field @param {string} text */
function numberOf(field, text) {
  const value = Number(text);
  if (field.kind === "integer" && !Number.isSafeInteger(value)) throw new Wrong("expected a whole number");
  if (!Number.isFinite(value)) throw new Wrong("expected a number");
  return value;
}

/** @param {Field} field @param {string} text */
function jsonOf(field, text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    if (field.textToo) return text;
    throw new Wrong(`expected ${field.kind === "array" ? "a list" : "an object"} in JSON`);
  }
  const isRight = field.kind === "array" ? Array.isArray(value) : value && typeof value === "object" && !Array.isArray(value);
  if (!isRight) throw new Wrong(`expected ${field.kind === "array" ? "a list" : "an object"} in JSON`);
  return value;
}
