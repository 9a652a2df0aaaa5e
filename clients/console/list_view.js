/** All connectors: filters that stand in the URL, a row each, tests of one or of all that are listed. */
import { Refused } from "./api.js";
import * as connectors from "./connectors.js";
import { announce, h, put, replace } from "./dom.js";
import { STATUSES, badge, count, lastError, time } from "./format.js";
import { amend, link, place } from "./place.js";
import { mayEdit } from "./session.js";
import { testAll } from "./test_all.js";
import { test } from "./testing.js";

const COLUMNS = ["Name", "Status", "Type", "Last test", "Last error", "Rows"];
// A browser draws thousands of rows slowly and nobody reads them: the filters are the way to those further down.
const DRAWN = 200;

/** @param {import("./app.js").Stage} stage */
export async function listView({ main, signal }) {
  /** @type {any[]} */
  const all = [];
  /** @type {any[]} those that have a row */
  let rows = [];
  let total = 0;
  let whole = false;
  let drawn = DRAWN;
  const filters = filterForm(() => ((drawn = DRAWN), draw()));
  const summary = h("p", { class: "help", id: "summary" });
  const panel = h("section", { class: "card progress", "aria-label": "Test all", hidden: true });
  const body = h("tbody", { role: "rowgroup" });
  const more = h("button", { type: "button", hidden: true, onclick: () => ((drawn += DRAWN), draw()) }, "Show more");
  const everything = h("button", { type: "button", onclick: () => run() }, "Test all");

  const listed = () => all.filter(filters.matches);
  const draw = () => {
    const found = listed();
    const next = found.slice(0, drawn);
    // While further pages load the first rows stay what they are, and the focus in them where it is.
    if (next.length !== rows.length || next.some((connector, index) => connector !== rows[index])) {
      replace(body, ...next.map((connector) => row(connector, runOne)));
      rows = next;
    }
    more.hidden = found.length <= drawn;
    everything.disabled = found.length === 0 || !whole;
    everything.textContent = found.length === all.length ? "Test all" : `Test the ${found.length} listed`;
    summary.textContent = summed(found.length, all.length, total, whole);
    filters.offer([...new Set(all.map(({ type }) => type))].sort());
  };
  /** Only the row that changed is drawn anew, so that the focus stays where it is. @param {any} result */
  const stamp = (result) => {
    const { id, status, lastTestedAt, lastError: error, lastSyncRowCount } = result;
    const connector = all.find((one) => one.id === id);
    if (!connector) return;
    Object.assign(connector, { status, lastTestedAt, lastError: error, lastSyncRowCount });
    fillRow(body.querySelector(`[data-id="${CSS.escape(id)}"]`), connector);
  };
  /** @param {any} connector @param {HTMLButtonElement} button */
  const runOne = async (connector, button) => {
    button.disabled = true;
    announce(`Testing ${connector.name}`);
    try {
      const result = await test(connector.id, signal);
      stamp(result);
      announce(`${connector.name}: ${result.message}`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      summary.textContent = `${connector.name} was not tested: ${error.message}`;
      announce(summary.textContent);
    } finally {
      button.disabled = false;
      button.focus();
    }
  };
  const run = async () => {
    panel.hidden = false;
    everything.disabled = true;
    await testAll(panel, listed(), stamp, signal);
    everything.disabled = false;
  };

  put(
    main,
    h(
      "div",
      { class: "heading" },
      h("h1", {}, "Connectors"),
      mayEdit() && h("div", { class: "buttons" }, h("a", { class: "button primary", href: link({ view: "new" }) }, "New connector"), everything),
    ),
    filters.element,
    summary,
    panel,
    table(body),
    more,
  );
  draw();
  for await (const page of connectors.pages(signal)) {
    all.push(...page.data);
    total = page.total;
    draw();
  }
  whole = true;
  draw();
}

/** @param {number} found @param {number} loaded @param {number} total @param {boolean} whole */
function summed(found, loaded, total, whole) {
  if (!whole) return `Loading: ${loaded} of ${total || "…"}`;
  if (loaded === 0) return "No connectors yet.";
  if (found < loaded) return `${found} of ${loaded} connectors`;
  return loaded === 1 ? "One connector" : `${loaded} connectors`;
}

/**
 * Search, status and type; what they say stands in the URL.
 *
 * @param {() => void} onChange
 */
function filterForm(onChange) {
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

/**
 * Roles are told, since a narrow screen shows the rows as cards: a table whose display changed is none to a reader.
 *
 * @param {Element} body
 */
function table(body) {
  const heads = [...COLUMNS, ...(mayEdit() ? ["Actions"] : [])];
  return h(
    "table",
    { role: "table", "aria-label": "Connectors" },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...heads.map((name) => h("th", { role: "columnheader", scope: "col" }, name)))),
    body,
  );
}

/** @param {any} connector @param {(connector: any, button: HTMLButtonElement) => void} onTest */
function row(connector, onTest) {
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
function fillRow(line, connector) {
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
