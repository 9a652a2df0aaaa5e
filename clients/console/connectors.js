/** Calls about connectors, and what stands for a stored secret. */
import { call } from "./api.js";

export const MASK = "********";
const PAGE = 100;

/**
 * Page by page, newest first.
 *
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<{data: any[], total: number}>}
 */
export async function* pages(signal) {
  let cursor = null;
  do {
    const { data, pagination } = await call("GET", "connectors", { query: { limit: PAGE, cursor }, signal });
    yield { data, total: pagination.total };
    cursor = pagination.cursor;
  } while (cursor);
}

/** @param {string} id @param {AbortSignal} [signal] */
export function get(id, signal) {
  return call("GET", `connectors/${encodeURIComponent(id)}`, { signal });
}

/** @param {object} connector */
export function create(connector) {
  return call("POST", "connectors", { body: connector });
}

/** @param {object} changes with the id */
export function update(changes) {
  return call("PUT", "connectors", { body: changes });
}

/** @param {string} id */
export function remove(id) {
  return call("DELETE", "connectors", { query: { id } });
}

/** @param {string} id */
export function confirmCredentials(id) {
  return call("POST", `connectors/${encodeURIComponent(id)}:confirmCredentials`, { body: {} });
}

/** All types, by title. @param {AbortSignal} signal @returns {Promise<any[]>} */
export async function types(signal) {
  const { data } = await call("GET", "connector-types", { signal });
  return data.sort((/** @type {any} */ a, /** @type {any} */ b) => a.title.localeCompare(b.title));
}

/** @param {string} name @param {AbortSignal} [signal] */
export function type(name, signal) {
  return call("GET", `connector-types/${encodeURIComponent(name)}`, { signal });
}
