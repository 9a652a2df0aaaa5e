/** Choosing one of the many types: by search, by category. */
import { announce, h, replace } from "./dom.js";

/**
 * @param {any[]} types
 * @param {(type: any) => void} choose
 * @returns {Element}
 */
export function typePicker(types, choose) {
  const categories = [...new Set(types.map((type) => type.category))].sort((one, other) => one.localeCompare(other));
  const search = h("input", { id: "type-search", type: "search", placeholder: "such as Postgres", oninput: () => draw() });
  const category = h(
    "select",
    { id: "type-category", onchange: () => draw() },
    h("option", { value: "" }, "All categories"),
    ...categories.map((name) => h("option", { value: name }, name)),
  );
  const found = h("div", { class: "types" });

  const matching = () => {
    const wanted = search.value.trim().toLowerCase();
    const isWanted = (/** @type {any} */ type) =>
      `${type.title} ${type.name} ${type.category} ${type.description}`.toLowerCase().includes(wanted);
    const named = (/** @type {any} */ type) => `${type.title} ${type.name}`.toLowerCase().includes(wanted);
    return types
      .filter((type) => (!category.value || type.category === category.value) && isWanted(type))
      .sort((one, other) => Number(named(other)) - Number(named(one)));
  };
  const draw = () => {
    const shown = matching();
    const groups = categories.map((name) => [name, shown.filter((type) => type.category === name)]);
    const filled = groups.filter(([, members]) => members.length > 0);
    replace(found, ...filled.map(([name, members]) => group(name, members, choose)));
    if (!shown.length) replace(found, h("p", { class: "help" }, "No type matches. A custom type can be added over the API."));
    if (search.value) announce(`${shown.length} types`);
  };
  /** @param {SubmitEvent} event */
  const takeFirst = (event) => {
    event.preventDefault();
    const [first] = matching();
    if (first && search.value.trim()) choose(first);
  };

  draw();
  return h(
    "div",
    {},
    h(
      "form",
      { class: "filters", role: "search", onsubmit: takeFirst },
      h("div", { class: "field" }, h("label", { for: "type-search" }, `Search ${types.length} types`), search),
      h("div", { class: "field" }, h("label", { for: "type-category" }, "Category"), category),
    ),
    found,
  );
}

/** @param {string} name @param {any[]} members @param {(type: any) => void} choose */
function group(name, members, choose) {
  const items = members.map((type) =>
    h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "type", onclick: () => choose(type) },
        h("strong", {}, type.title, type.custom && h("span", { class: "needed" }, " your own")),
        h("span", { class: "help" }, type.description),
      ),
    ),
  );
  return h("section", {}, h("h2", {}, name), h("ul", {}, ...items));
}
