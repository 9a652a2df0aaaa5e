/** The audit trail: who did what, and what was refused, newest first. */
import { call } from "./api.js";
import { h, put, replace } from "./dom.js";
import { time } from "./format.js";
import { link } from "./place.js";

const COLUMNS = ["Time", "Who", "What", "On", "Changed", "Outcome"];
const PAGE = 50;

/** @param {import("./app.js").Stage} stage */
export async function auditView({ main, parameters, signal }) {
  /** @type {string | null} */
  let cursor = null;
  const body = h("tbody", { role: "rowgroup" });
  const more = h("button", { type: "button", onclick: () => load() }, "Show more");

  const load = async () => {
    more.disabled = true;
    const query = { limit: PAGE, cursor, connector_id: parameters.id };
    const { data, pagination } = await call("GET", "audit-events", { query, signal });
    put(body, ...data.map(row));
    cursor = pagination.cursor;
    more.disabled = false;
    more.hidden = !cursor;
  };

  const heads = COLUMNS.map((name) => h("th", { role: "columnheader", scope: "col" }, name));
  const about = parameters.id && [
    "Of ",
    h("a", { href: link({ view: "connector", id: parameters.id }) }, "one connector"),
    " alone; ",
    h("a", { href: link({ view: "audit" }) }, "show all"),
  ];
  const table = h("table", { role: "table", "aria-label": "Audit events" });
  replace(table, h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...heads)), body);
  put(main, h("h1", {}, "Audit trail"), about && h("p", { class: "help" }, ...about), table, more);
  await load();
}

/** @param {any} event */
function row(event) {
  const { user, role, method, connectorId, connectorType, changedFields, outcome, reason, count } = event;
  const values = [
    time(event.time),
    `${user ?? "unnamed"}${role ? ` (${role})` : ""}`,
    count > 1 ? `${method} × ${count}` : method,
    connectorId ? h("a", { href: link({ view: "connector", id: connectorId }) }, connectorId) : (connectorType ?? "–"),
    changedFields.join(", ") || "–",
    reason ? `${outcome}: ${reason}` : outcome,
  ];
  const cells = values.map((value, index) => h("td", { role: "cell", "data-label": COLUMNS[index] }, value));
  return h("tr", { role: "row" }, ...cells);
}
