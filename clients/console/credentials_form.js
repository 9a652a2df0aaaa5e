/**
 * The form of the credentials. Nothing stored is ever shown: fields are blank, and only what was entered is sent.
 *
 * | entered                | `authConfig` in the update                                                     |
 * |------------------------|--------------------------------------------------------------------------------|
 * | nothing                | left out: all that is stored is kept                                           |
 * | some fields            | these, and the mask for every other stored field that this auth method has     |
 * | "Remove" ticked        | `{}`: all that is stored is wiped                                              |
 */
import { MASK } from "./connectors.js";
import { h, replace } from "./dom.js";
import { fieldInput } from "./field_input.js";
import { inputOf, readAll } from "./inputs.js";
import { fieldsOf } from "./schema.js";

/** @typedef {import("./field_input.js").Input} Input */

/**
 * @param {any} type
 * @param {string | null} method that is stored; null for a new connector
 * @param {string[]} stored the names of the stored fields
 * @returns {{
 *   element: Element,
 *   method: () => string,
 *   read: () => {wrong: boolean, authConfig?: Record<string, unknown>},
 *   input: (key: string) => Input | undefined,
 * }}
 */
export function credentialsForm(type, method, stored) {
  /** @type {Input[]} */
  let inputs = [];
  const area = h("div", { class: "parts" });
  const select = h(
    "select",
    { id: "auth-method", onchange: () => draw() },
    ...methodsOf(type, method).map((one) => h("option", { value: one.name, selected: one.name === method }, one.title)),
  );
  if (method === null) select.value = preferred(type);
  const remove = h("input", { type: "checkbox", id: "remove-credentials", onchange: () => (area.hidden = remove.checked) });

  const draw = () => {
    const schema = type.authMethods.find((/** @type {any} */ one) => one.name === select.value)?.schema ?? {};
    const fields = fieldsOf(schema);
    inputs = fields.map((field) => fieldInput(field, "authConfig", { kept: isStored(field, stored) }));
    const none = h("p", { class: "help" }, "This method needs no credentials.");
    replace(area, ...(fields.length ? inputs.map((input) => input.element) : [none]));
  };

  const read = () => {
    if (remove.checked) return { wrong: false, authConfig: {} };
    /** @type {Record<string, unknown>} */
    const entered = {};
    const right = readAll(inputs, ({ field }, value) => {
      if (value !== undefined) entered[storedName(field, stored) ?? field.name] = value;
    });
    if (!right) return { wrong: true };
    if (Object.keys(entered).length === 0) return { wrong: false };
    const kept = inputs.flatMap(({ field }) => storedName(field, stored) ?? []).filter((name) => !(name in entered));
    return { wrong: false, authConfig: { ...Object.fromEntries(kept.map((name) => [name, MASK])), ...entered } };
  };

  draw();
  const element = h(
    "fieldset",
    {},
    h("legend", {}, "Credentials"),
    h("div", { class: "field wide" }, h("label", { for: "auth-method" }, "How to sign in there"), select),
    area,
    stored.length > 0 &&
      h("div", { class: "field box-field wide" }, remove, h("label", { for: "remove-credentials" }, "Remove the stored credentials")),
  );
  return { element, method: () => select.value, read, input: (key) => inputOf(inputs, key) };
}

/**
 * A stored method that the type does not list stays choosable.
 *
 * @param {any} type
 * @param {string | null} method
 * @returns {{name: string, title: string}[]}
 */
function methodsOf(type, method) {
  const known = type.authMethods.some((/** @type {any} */ one) => one.name === method);
  return method === null || known ? type.authMethods : [{ name: method, title: method }, ...type.authMethods];
}

/** The first method that says what it asks for: `access_key` takes whatever is given. @param {any} type */
function preferred(type) {
  const named = type.authMethods.find((/** @type {any} */ one) => one.name !== "access_key");
  return (named ?? type.authMethods[0])?.name ?? "access_key";
}

/** @param {import("./schema.js").Field} field @param {string[]} stored */
function storedName(field, stored) {
  return [field.name, ...field.aliases].find((name) => stored.includes(name));
}

/** @param {import("./schema.js").Field} field @param {string[]} stored */
function isStored(field, stored) {
  return storedName(field, stored) !== undefined;
}
