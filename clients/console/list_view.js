/** All connectors: filters that stand in the URL, a row each, tests of one or of all that are listed. */
import { Refused } from "./api.js";
import * as connectors from "./connectors.js";
import { announce, h, put, replace } from "./dom.js";
import { filterForm } from "./list_filters.js";
import { fillRow, row, table } from "./list_table.js";
import { link } from "./place.js";
import { mayEdit } from "./session.js";
import { testAll } from "./test_all.js";
import { test } from "./testing.js";

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
