/**
 * The service's REST API, which is all that this page stands on.
 *
 * @typedef {{field: string, description: string}} Violation
 */
import { session } from "./session.js";

// From this file's own place, so that a proxy may serve the console below any path.
const ROOT = new URL("../../api/v1/", import.meta.url);

/** A call that the service refused, or that did not reach it (`status` 0). */
export class Refused extends Error {
  /**
   * @param {number} status of HTTP
   * @param {string} message
   * @param {{reason?: string, violations?: Violation[], retryAfter?: number | null}} [more] `retryAfter` in seconds
   */
  constructor(status, message, { reason = "", violations = [], retryAfter = null } = {}) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.violations = violations;
    this.retryAfter = retryAfter;
  }
}

/**
 * @param {string} verb
 * @param {string} path below /api/v1/
 * @param {{query?: Record<string, string | number | null | undefined>, body?: object, signal?: AbortSignal}} [options]
 * @returns {Promise<any>} the JSON of the answer; null where it has none. Throws Refused.
 */
export async function call(verb, path, options = {}) {
  const response = await send(verb, path, options);
  return response.status === 204 ? null : response.json();
}

/**
 * The answers of a streaming method, as they come (Server-Sent Events).
 *
 * @param {string} verb
 * @param {string} path
 * @param {{query?: Record<string, string | number | null | undefined>, body?: object, signal?: AbortSignal}} [options]
 * @returns {AsyncGenerator<any>} Throws Refused, before the first answer or after some.
 */
export async function* stream(verb, path, options = {}) {
  const { signal } = options;
  const response = await send(verb, path, options, "text/event-stream");
  const body = /** @type {ReadableStream<Uint8Array>} */ (response.body);
  const reader = body.pipeThrough(/** @type {any} */ (new TextDecoderStream())).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read().catch((/** @type {unknown} */ error) => {
      if (signal?.aborted) throw error;
      throw new Refused(0, "The connection to the service broke.");
    });
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = /** @type {string} */ (events.pop());
    for (const event of events) {
      const lines = event.split("\n");
      const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n");
      if (!data) continue;
      if (lines.includes("event: error")) throw refusal(response.status, JSON.parse(data), null);
      yield JSON.parse(data);
    }
  }
}

/** @param {string} verb @param {string} path @param {any} options @param {string} [accept] */
async function send(verb, path, { query = {}, body, signal }, accept = "application/json") {
  const url = new URL(path, ROOT);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") url.searchParams.set(name, String(value));
  }
  const who = session();
  /** @type {Record<string, string>} */
  const headers = { accept, ...who?.headers };
  if (body) headers["content-type"] = "application/json";
  let response;
  try {
    response = await fetch(url, {
      method: verb,
      headers,
      body: body && JSON.stringify(body),
      signal,
      redirect: "error",
      // A browser shows a client certificate only where credentials go along.
      credentials: who?.certificate ? "same-origin" : "omit",
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refused(0, "The service cannot be reached.");
  }
  if (!response.ok) {
    const told = await response.json().catch(() => ({ message: `The service answered with ${response.status}.` }));
    throw refusal(response.status, told, response.headers.get("retry-after"));
  }
  return response;
}

/** @param {number} status @param {any} told @param {string | null} retryAfter */
function refusal(status, told, retryAfter) {
  const details = told.details ?? [];
  return new Refused(status, told.message, {
    reason: details.find((/** @type {any} */ detail) => "reason" in detail)?.reason,
    violations: details.flatMap((/** @type {any} */ detail) => detail.fieldViolations ?? []),
    retryAfter: retryAfter === null ? null : Number(retryAfter),
  });
}
