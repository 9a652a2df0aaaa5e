/** The form of `config`: the fields that the type declares, and whatever else is stored, as it is. */
import { MASK } from "./connectors.js";
import { h } from "./dom.js";
import { fieldInput } from "./field_input.js";
import { inputOf, readAll } from "./inputs.js";
import { fieldsOf } from "./schema.js";

/** @typedef {import("./field_input.js").Input} Input */

const OTHERS = "others";

/**
 * @param {any} schema
 * @param {Record<string, unknown>} stored as the API shows it: secrets masked
 * @returns {{element: Element, read: () => Record<string, unknown> | null, input: (key: string) => Input | undefined}}
 *   `read` gives null where something is wrong, which is shown
 */
export function configForm(schema, stored) {
  const fields = fieldsOf(schema);
  /** The key that a field's value is stored under. @param {import("./schema.js").Field} field */
  const keyOf = (field) => [field.name, ...field.aliases].find((name) => name in stored) ?? field.name;
  const declared = new Set(fields.flatMap((field) => [field.name, ...field.aliases]));
  const others = Object.fromEntries(Object.entries(stored).filter(([name]) => !declared.has(name)));
  const inputs = fields.map((field) => {
    const value = stored[keyOf(field)];
    return fieldInput(field, "config", { stored: value, kept: field.secret && value === MASK });
  });
  const rest = fieldInput(othersField(), "config", { stored: Object.keys(others).length ? others : undefined });
  const more = h("details", { open: Object.keys(others).length > 0 }, h("summary", {}, "Other settings"), rest.element);

  const read = () => {
    /** @type {Record<string, unknown>} */
    const config = {};
    const right = readAll([...inputs, rest], (input, value) => {
      if (input === rest) Object.assign(config, value ?? {});
      else if (value !== undefined) config[keyOf(input.field)] = value;
      else if (input.field.secret && stored[keyOf(input.field)] === MASK) config[keyOf(input.field)] = MASK;
    });
    return right ? config : null;
  };
  const element = h("fieldset", {}, h("legend", {}, "Settings"), ...inputs.map((input) => input.element), more);
  return { element, read, input: (key) => inputOf(inputs, key) ?? (key in others ? rest : undefined) };
}

/** @returns {import("./schema.js").Field} */
function othersField() {
  return {
    name: OTHERS,
    title: "Keys that this type does not declare",
    description: "They are stored and shown, and never reach the system.",
    kind: "object",
    aliases: [],
    default: undefined,
    example: undefined,
    choices: [],
    secret: false,
    lines: true,
    textToo: false,
    needed: "",
  };
}
