/**
 * A type's JSON Schema, read as what a form asks for.
 *
 * @typedef {"string" | "integer" | "number" | "boolean" | "object" | "array"} Kind
 * @typedef {object} Field
 * @property {string} name the key in `config` or `authConfig`
 * @property {string} title
 * @property {string} description
 * @property {Kind} kind
 * @property {string[]} aliases other names of the key
 * @property {unknown} default what holds where nothing is given
 * @property {unknown} example
 * @property {unknown[]} choices
 * @property {boolean} secret
 * @property {boolean} lines a text of several lines, such as a key in PEM
 * @property {boolean} textToo an object that may also be given as text
 * @property {string} needed "" or what a test asks for: `required`, `required, or DSN`, `one of Path, URL`
 */

/**
 * What is needed comes first, in the type's order; then what is short, then secrets, then texts of several lines. (The
 * order of `properties` says nothing: the API's objects have none.)
 *
 * @param {any} schema of config, or of the credentials of an auth method
 * @returns {Field[]}
 */
export function fieldsOf(schema) {
  const needed = neededBy(schema);
  const order = [...needed.keys()];
  const fields = Object.entries(schema.properties ?? {})
    .filter(([, property]) => !("$ref" in property))
    .map(([name, property]) => fieldOf(name, property, needed.get(name) ?? ""));
  /** @param {Field} field */
  const rank = (field) => {
    if (field.needed) return order.indexOf(field.name) - order.length;
    return Number(field.secret) + 2 * Number(field.lines || field.kind === "object" || field.kind === "array");
  };
  return fields.sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

/** @param {string} name @param {any} property @param {string} needed @returns {Field} */
function fieldOf(name, property, needed) {
  const kinds = [property.type ?? "string"].flat();
  const example = property.examples?.[0];
  const description = property.description ?? "";
  return {
    name,
    title: property.title ?? name,
    description,
    kind: kinds[0],
    aliases: property["x-aliases"] ?? [],
    default: property.default,
    example,
    choices: property.enum ?? [],
    secret: property.writeOnly === true,
    lines: /\bPEM\b|OpenSSH/.test(description) || /^-----BEGIN/.test(String(example ?? "")),
    textToo: kinds.length > 1,
    needed,
  };
}

/** What each field is needed for, in words, by name. @param {any} schema @returns {Map<string, string>} */
function neededBy(schema) {
  /** @param {string} name */
  const own = (name) => target(schema.properties?.[name]?.$ref) ?? name;
  /** @param {string} name */
  const title = (name) => schema.properties?.[name]?.title ?? name;
  const plain = [...(schema.required ?? []), ...(schema["x-needed"] ?? [])].map((/** @type {string} */ name) => [own(name)]);
  const chosen = (schema.allOf ?? []).map((/** @type {any} */ choice) => [
    ...new Set((choice.anyOf ?? [choice]).flatMap((/** @type {any} */ one) => one.required ?? []).map(own)),
  ]);
  const either = (schema["x-either"] ?? []).map((/** @type {string[]} */ group) => group.map((path) => path.replace("authConfig.", "")));
  const needed = new Map();
  for (const [first, ...others] of [...plain, ...chosen]) {
    needed.set(first, others.length ? `required, or ${others.map(title).join(" or ")}` : "required");
  }
  for (const group of either) {
    for (const name of group) needed.set(name, `one of ${[...new Set(group)].map(title).join(", ")}`);
  }
  return needed;
}

/** The key that a reference points to. @param {string | undefined} reference `#/properties/…`, RFC 6901 */
function target(reference) {
  return reference && decodeURIComponent(reference.replace("#/properties/", "")).replaceAll("~1", "/").replaceAll("~0", "~");
}
