/** How times, counts and statuses read. */
import { h } from "./dom.js";

const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const COUNT = new Intl.NumberFormat();
// A sign beside the colour: for those who do not see it.
/** @type {Record<string, string>} */
const SIGNS = { active: "✓", error: "✕", untested: "○", inactive: "‖" };

export const STATUSES = ["active", "error", "untested", "inactive"];

/** @param {string | null} stamp @returns {Node} */
export function time(stamp) {
  return stamp ? h("time", { datetime: stamp }, TIME.format(new Date(stamp))) : h("span", { class: "faint" }, "never");
}

/** @param {number | null} rows */
export function count(rows) {
  return rows === null || rows === undefined ? "–" : COUNT.format(rows);
}

/** @param {string} status */
export function badge(status) {
  return h("span", { class: `badge ${status}` }, h("span", { "aria-hidden": "true" }, SIGNS[status] ?? ""), ` ${status}`);
}

/** Red only where the connector is failing now. @param {any} connector */
export function lastError({ status, lastError: text }) {
  if (!text || status === "active") return h("span", { class: "faint" }, "–");
  return h("span", { class: status === "error" ? "failing" : "faint" }, text);
}

/** `RESOURCE_READABLE` → `Resource readable`. @param {string} name */
export function words(name) {
  if (name.toUpperCase() === "TLS") return "TLS";
  const text = name.toLowerCase().replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
