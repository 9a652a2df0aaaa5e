/** The table of connectors: a row each. */
import { h, put, replace } from "./dom.js";
import { badge, count, lastError, time } from "./format.js";
import { link } from "./place.js";
import { mayEdit } from "./session.js";

const COLUMNS = ["Name", "Status", "Type", "Last test", "Last error", "Rows"];

/**
 * Roles are told, since a narrow screen shows the rows as cards: a table whose display changed is none to a reader.
 *
 * @param {Element} body
 */
export function table(body) {
  const heads = [...COLUMNS, ...(mayEdit() ? ["Actions"] : [])];
  return h(
    "table",
    { role: "table", "aria-label": "Connectors" },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...heads.map((name) => h("th", { role: "columnheader", scope: "col" }, name)))),
    body,
  );
}

/** @param {any} connector @param {(connector: any, button: HTMLButtonElement) => void} onTest */
export function row(connector, onTest) {
  const cells = COLUMNS.map((name) => h("td", { role: "cell", "data-label": name }));
  const line = h("tr", { role: "row", "data-id": connector.id }, ...cells);
  fillRow(line, connector);
  if (mayEdit()) {
    const button = h("button", { type: "button", "aria-label": `Test ${connector.name}`, onclick: () => onTest(connector, button) }, "Test");
    const edit = h("a", { class: "button", href: link({ view: "edit", id: connector.id }), "aria-label": `Edit ${connector.name}` }, "Edit");
    put(line, h("td", { role: "cell", class: "actions", "data-label": "Actions" }, button, " ", edit));
  }
  return line;
}

/** @param {Element | null} line null where it is not drawn @param {any} connector */
export function fillRow(line, connector) {
  if (!line) return;
  const values = [
    h("a", { href: link({ view: "connector", id: connector.id }) }, connector.name),
    badge(connector.status),
    connector.type,
    time(connector.lastTestedAt),
    lastError(connector),
    count(connector.lastSyncRowCount),
  ];
  values.forEach((value, index) => replace(line.children[index], value));
}
