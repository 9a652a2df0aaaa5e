/** One connector: how it stands, its test, its history, what is stored. */
import * as connectors from "./connectors.js";
import { confirmed } from "./dialog.js";
import { announce, h, put, replace } from "./dom.js";
import { badge, count, lastError, time } from "./format.js";
import { historyPanel } from "./history.js";
import { go, link } from "./place.js";
import { mayAudit, mayEdit } from "./session.js";
import { testPanel } from "./test_panel.js";

/** @param {import("./app.js").Stage} stage */
export async function connectorView({ main, parameters, signal, memo }) {
  const heading = h("h1", {}, "Connector");
  put(main, heading);
  let connector = await connectors.get(parameters.id, signal);
  heading.textContent = connector.name;
  document.title = `${connector.name} – Connectors`;
  const state = h("dl", { class: "facts" });
  const actions = h("div", { class: "buttons" });
  const history = h("div", {});

  /** @param {any} changed */
  const show = (changed) => {
    connector = { ...connector, ...changed };
    replace(state, ...facts(connector));
    replace(actions, ...buttons(connector, park));
  };
  const park = async () => {
    const status = connector.status === "inactive" ? "untested" : "inactive";
    show(await connectors.update({ id: connector.id, status }));
    announce(status === "inactive" ? "Parked" : "No longer parked");
  };
  const drawHistory = () => historyPanel(history, connector.id, signal);
  const panel = testPanel(connector, {
    onResult: ({ status, lastTestedAt, lastError: error, lastSyncRowCount, lastSyncAt }) => {
      show({ status, lastTestedAt, lastError: error, lastSyncRowCount, lastSyncAt });
      drawHistory();
    },
    onConfirm: () => connectors.confirmCredentials(connector.id),
    signal,
  });

  if (memo?.notice) put(main, h("p", { class: "box passed", role: "status" }, memo.notice));
  put(main, connector.description && h("p", { class: "lead" }, connector.description), actions);
  put(main, h("section", { class: "card", "aria-label": "State" }, state));
  if (mayEdit()) put(main, panel.element);
  put(main, history, stored(connector));
  show({});
  const drawing = drawHistory();
  if (memo?.test && mayEdit()) await panel.run();
  await drawing;
}

/** @param {any} connector @param {() => void} park */
function buttons(connector, park) {
  const { id, name, status } = connector;
  const remove = async () => {
    if (!(await confirmed(`Delete ${name}?`, "Its settings and credentials are deleted with it.", "Delete"))) return;
    await connectors.remove(id);
    go(link({}));
    announce(`${name} is deleted`);
  };
  const audit = mayAudit() && h("a", { class: "button", href: link({ view: "audit", id }) }, "Audit trail");
  if (!mayEdit()) return [audit];
  return [
    h("a", { class: "button", href: link({ view: "edit", id }) }, "Edit"),
    h("button", { type: "button", onclick: park }, status === "inactive" ? "Unpark" : "Park"),
    audit,
    h("button", { type: "button", class: "danger", onclick: remove }, "Delete"),
  ];
}

/** @param {any} connector @returns {Element[]} */
function facts(connector) {
  return [
    ...fact("Status", badge(connector.status)),
    ...fact("Type", connector.type),
    ...fact("Last test", time(connector.lastTestedAt)),
    ...(connector.status === "active" ? [] : fact("Last error", lastError(connector))),
    ...fact("Rows", count(connector.lastSyncRowCount)),
    ...fact("Id", h("code", {}, connector.id)),
  ];
}

/** What is stored, as the API shows it: secrets masked, credentials by name. @param {any} connector */
function stored({ config, authMethod, credentials, createdAt, updatedAt }) {
  const settings = Object.entries(config).flatMap(([key, value]) => fact(key, typeof value === "string" ? value : JSON.stringify(value)));
  const known = credentials
    ? [
        ...fact("Stored credentials", credentials.fields.join(", ")),
        ...fact("Set", h("span", {}, time(credentials.setAt), credentials.setBy && ` by ${credentials.setBy}`)),
      ]
    : fact("Stored credentials", "none");
  return h(
    "section",
    { class: "card", "aria-labelledby": "stored-title" },
    h("h2", { id: "stored-title" }, "Settings"),
    h("dl", { class: "facts" }, ...settings, ...fact("Auth method", authMethod), ...known),
    h("p", { class: "help" }, "Created ", time(createdAt), ", last changed or tested ", time(updatedAt), "."),
  );
}

/** @param {string} name @param {any} value @returns {Element[]} */
function fact(name, value) {
  return [h("dt", {}, name), h("dd", {}, value)];
}
