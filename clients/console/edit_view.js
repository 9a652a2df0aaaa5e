/** Creating and editing a connector: a form made from its type's JSON Schema. */
import { Refused } from "./api.js";
import { configForm } from "./config_form.js";
import * as connectors from "./connectors.js";
import { credentialsForm } from "./credentials_form.js";
import { h, put, replace } from "./dom.js";
import { go, link } from "./place.js";
import { typePicker } from "./type_picker.js";

/** @typedef {import("./app.js").Stage} Stage */

/** @param {Stage} stage */
export async function createView({ main, parameters, signal }) {
  put(main, h("h1", {}, "New connector"));
  if (parameters.type) {
    drawForm(main, await connectors.type(parameters.type, signal), null, "");
    return;
  }
  const picker = h("div", {}, h("p", { class: "help" }, "Loading the types…"));
  put(main, picker);
  const types = await connectors.types(signal);
  replace(picker, typePicker(types, (type) => go(link({ view: "new", type: type.name }))));
  /** @type {HTMLElement | null} */ (picker.querySelector("input"))?.focus();
}

/** @param {Stage} stage */
export async function editView({ main, parameters, signal }) {
  put(main, h("h1", {}, "Edit connector"));
  const connector = await connectors.get(parameters.id, signal);
  drawForm(main, await connectors.type(connector.type, signal), connector, parameters.field ?? "");
}

/**
 * @param {Element} main
 * @param {any} type
 * @param {any} connector null for a new one
 * @param {string} faulty the path to go to, such as `config.host`
 */
function drawForm(main, type, connector, faulty) {
  const about = aboutForm(connector);
  const config = configForm(type.configSchema, connector?.config ?? {});
  const credentials = credentialsForm(type, connector?.authMethod ?? null, connector?.credentials?.fields ?? []);
  const wrong = h("div", { class: "box failing", role: "alert", tabindex: "-1", hidden: true });
  const buttons = [
    h("button", { class: "primary", value: "test" }, "Save and test"),
    h("button", { value: "save" }, "Save"),
    h("a", { class: "button", href: link(connector ? { view: "connector", id: connector.id } : {}) }, "Cancel"),
  ];

  /** @param {string} path */
  const inputAt = (path) => {
    const [place, key] = [path.slice(0, path.indexOf(".")), path.slice(path.indexOf(".") + 1)];
    if (place === "config") return config.input(key);
    return place === "authConfig" ? credentials.input(key) : about.input(path);
  };
  /** @param {string} message @param {{field: string, description: string}[]} violations */
  const refuse = (message, violations = []) => {
    for (const { field, description } of violations) inputAt(field)?.fail(description);
    const unplaced = violations.filter(({ field }) => !inputAt(field));
    replace(wrong, h("p", {}, message), ...unplaced.map(({ field, description }) => h("p", {}, `${field}: ${description}`)));
    wrong.hidden = false;
    const first = violations.map(({ field }) => inputAt(field)).find(Boolean);
    if (first) first.focus();
    else wrong.focus();
  };
  /** @param {SubmitEvent} event */
  const save = async (event) => {
    event.preventDefault();
    wrong.hidden = true;
    const given = about.read();
    const settings = config.read();
    const { wrong: isWrong, authConfig } = credentials.read();
    if (!given || !settings || isWrong) return refuse("Some fields cannot be sent as they are.");
    const sent = { ...given, config: settings, authMethod: credentials.method(), authConfig };
    setDisabled(buttons, true);
    try {
      const saved = connector
        ? await connectors.update({ id: connector.id, ...sent })
        : await connectors.create({ type: type.name, ...sent });
      const test = /** @type {HTMLButtonElement} */ (event.submitter)?.value === "test";
      go(link({ view: "connector", id: saved.id }), { test, notice: test ? "" : "Saved." });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const isTaken = error.status === 409 && error.reason === "NAME_TAKEN";
      refuse(error.message, isTaken ? [{ field: "name", description: error.message }] : error.violations);
    } finally {
      setDisabled(buttons, false);
    }
  };

  put(
    main,
    typeSummary(type, Boolean(connector)),
    h(
      "form",
      { class: "card", novalidate: true, autocomplete: "off", onsubmit: save },
      about.element,
      config.element,
      credentials.element,
      wrong,
      h("div", { class: "buttons" }, ...buttons),
    ),
  );
  if (faulty) inputAt(faulty)?.focus();
}

/** @param {any} type @param {boolean} isStored */
function typeSummary(type, isStored) {
  return h(
    "p",
    { class: "lead" },
    h("strong", {}, type.title),
    ` ${type.description} `,
    type.documentationUrl &&
      h("a", { href: type.documentationUrl, target: "_blank", rel: "noopener noreferrer" }, "Documentation (new tab)"),
    !isStored && " · ",
    !isStored && h("a", { href: link({ view: "new" }) }, "Another type"),
  );
}

/** Name and description. @param {any} connector */
function aboutForm(connector) {
  const fields = {
    name: h("input", { id: "name", value: connector?.name ?? "", maxlength: 200, autocomplete: "off", "aria-required": "true" }),
    description: h("input", { id: "description", value: connector?.description ?? "", maxlength: 2000, autocomplete: "off" }),
  };
  const wrong = h("p", { class: "wrong", id: "name-wrong", hidden: true });
  fields.name.setAttribute("aria-describedby", "name-wrong");
  const input = {
    /** @param {string} message */
    fail: (message) => {
      wrong.textContent = message;
      wrong.hidden = !message;
      fields.name.setAttribute("aria-invalid", String(Boolean(message)));
    },
    focus: () => fields.name.focus(),
  };
  const element = h(
    "fieldset",
    {},
    h("legend", {}, "About"),
    h(
      "div",
      { class: "field" },
      h("label", { for: "name" }, "Name", h("span", { class: "needed" }, " required")),
      fields.name,
      wrong,
    ),
    h("div", { class: "field" }, h("label", { for: "description" }, "Description"), fields.description),
  );
  const read = () => {
    const name = fields.name.value.trim();
    input.fail(name ? "" : "a connector needs a name");
    return name && { name, description: fields.description.value.trim() || null };
  };
  return { element, read, input: (/** @type {string} */ path) => (path === "name" ? input : undefined) };
}

/** @param {any[]} controls @param {boolean} disabled */
function setDisabled(controls, disabled) {
  for (const control of controls) if (control instanceof HTMLButtonElement) control.disabled = disabled;
}
