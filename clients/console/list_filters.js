/** Which connectors are listed. What is chosen stands in the URL. */
import { h, replace } from "./dom.js";
import { STATUSES } from "./format.js";
import { amend, place } from "./place.js";

/**
 * Search, status and type.
 *
 * @param {() => void} onChange
 * @returns {{element: Element, matches: (connector: any) => boolean, offer: (types: string[]) => void}}
 */
export function filterForm(onChange) {
  const { status = "", type = "", q = "" } = place();
  const take = () => {
    amend({ status: states.value, type: kinds.value, q: search.value });
    onChange();
  };
  const search = h("input", { id: "q", type: "search", value: q, placeholder: "Name, description or error", oninput: take });
  const states = h("select", { id: "status", onchange: take }, ...options("Any status", STATUSES, status));
  const kinds = h("select", { id: "type", onchange: take }, ...options("Any type", type ? [type] : [], type));
  const element = h(
    "form",
    { class: "filters", role: "search", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    h("div", { class: "field" }, h("label", { for: "q" }, "Search"), search),
    h("div", { class: "field" }, h("label", { for: "status" }, "Status"), states),
    h("div", { class: "field" }, h("label", { for: "type" }, "Type"), kinds),
  );
  /** @param {any} connector */
  const matches = (connector) => {
    const text = `${connector.name} ${connector.description ?? ""} ${connector.lastError ?? ""} ${connector.id}`.toLowerCase();
    const isOfStatus = !states.value || connector.status === states.value;
    const isOfType = !kinds.value || connector.type === kinds.value;
    return isOfStatus && isOfType && text.includes(search.value.trim().toLowerCase());
  };
  /** The types there are to choose from. @param {string[]} types */
  const offer = (types) => {
    const chosen = kinds.value;
    const known = chosen && !types.includes(chosen) ? [chosen, ...types] : types;
    if (known.length + 1 !== kinds.options.length) replace(kinds, ...options("Any type", known, chosen));
  };
  return { element, matches, offer };
}

/** @param {string} any @param {string[]} values @param {string} chosen */
function options(any, values, chosen) {
  return [h("option", { value: "" }, any), ...values.map((value) => h("option", { value, selected: value === chosen }, value))];
}
