/** One test as a person follows it: each step when it is done, then what was proven, or what went wrong and what to do. */
import { Refused } from "./api.js";
import { announce, h, put, replace } from "./dom.js";
import { words } from "./format.js";
import { link } from "./place.js";
import { testWithSteps } from "./testing.js";

const LEVELS = ["RESOLVED", "REACHABLE", "TLS", "AUTHENTICATED", "AUTHORIZED", "RESOURCE_READABLE"];
/** @type {Record<string, string>} */
const SIGNS = { PASSED: "✓", FAILED: "✕", WARNED: "!" };

/**
 * @param {any} connector
 * @param {{onResult: (result: any) => void, onConfirm: () => Promise<void>, signal: AbortSignal}} told `onConfirm`: the
 *   credentials may go where the connector leads now
 * @returns {{element: Element, run: () => Promise<void>}}
 */
export function testPanel(connector, { onResult, onConfirm, signal }) {
  const button = h("button", { type: "button", class: "primary", onclick: () => run() }, "Test");
  const steps = h("ol", { class: "steps", "aria-label": "Steps" });
  const outcome = h("div", { class: "outcome" });

  const run = async () => {
    button.disabled = true;
    replace(steps);
    const state = h("p", { class: "help busy" }, "Testing…");
    replace(outcome, state);
    announce(`Testing ${connector.name}`);
    try {
      const result = await testWithSteps(connector.id, {
        onStep: (step) => put(steps, stepItem(step)),
        onWait: (seconds) => (state.textContent = `Too many tests in this minute; going on in ${seconds} s…`),
        signal,
      });
      replace(outcome, ...told(connector, result, () => onConfirm().then(run)));
      announce(spoken(result));
      onResult(result);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const later = error.retryAfter === null ? "" : ` Come back in ${error.retryAfter} s.`;
      replace(outcome, h("p", { class: "box warning" }, `Not tested: ${error.message}.${later}`));
      announce(error.message);
    } finally {
      button.disabled = false;
    }
  };

  const element = h("section", { class: "card", "aria-labelledby": "test-title" });
  put(element, h("div", { class: "test-heading" }, h("h2", { id: "test-title" }, "Connection test"), button), outcome, steps);
  return { element, run };
}

/** @param {any} step */
function stepItem({ name, status, latencyMs, message }) {
  return h(
    "li",
    { class: `step ${status.toLowerCase()}` },
    h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[status] ?? ""),
    h("span", { class: "step-name" }, words(name), h("span", { class: "unseen" }, `, ${status.toLowerCase()}`)),
    h("span", { class: "step-time" }, `${latencyMs} ms`),
    h("span", { class: "step-message" }, message),
  );
}

/** @param {any} connector @param {any} result @param {() => void} confirm @returns {Element[]} */
function told(connector, result, confirm) {
  const proven = levels(result.verifiedLevel);
  if (result.success) {
    const done = h("p", { class: "box passed" }, h("strong", {}, result.message), ` in ${result.latencyMs} ms`);
    return result.warning ? [done, h("p", { class: "box warning" }, "Warning: ", result.warning), proven] : [done, proven];
  }
  const isOpen = result.reason === "CIRCUIT_OPEN";
  const box = h("div", { class: isOpen ? "box warning" : "box failing" }, h("p", {}, h("strong", {}, result.message)));
  if (isOpen) put(box, breaker(result.message));
  if (result.hint) put(box, h("p", { class: "hint" }, h("strong", {}, "What to do: "), result.hint));
  const reason = h("p", { class: "reason" }, "Reason: ", h("code", {}, result.reason ?? "UNKNOWN"));
  if (result.field) {
    put(reason, " · Field: ", h("a", { href: link({ view: "edit", id: connector.id, field: result.field }) }, result.field));
  }
  put(box, reason);
  if (result.reason === "CREDENTIAL_REBIND_REQUIRED") {
    put(box, h("button", { type: "button", onclick: confirm }, "The credentials may go there"));
  }
  return isOpen ? [box] : [box, proven];
}

/** When the next probe is due, by this clock. The message alone tells it, in seconds. @param {string} message */
function breaker(message) {
  const seconds = /due in (\d+) s/.exec(message)?.[1];
  const when = seconds && new Date(Date.now() + Number(seconds) * 1000).toLocaleTimeString();
  return h("p", {}, "Circuit breaker: open.", when && ` The next probe may go out at ${when}.`);
}

/** @param {string} reached */
function levels(reached) {
  const height = LEVELS.indexOf(reached);
  const items = LEVELS.map((level, index) =>
    h("li", { class: index <= height ? "reached" : "", "aria-current": index === height && "step" }, words(level)),
  );
  const title = height < 0 ? "Nothing was proven" : `Proven: ${words(reached)}`;
  return h("div", { class: "levels" }, h("p", { id: "levels-title" }, title), h("ol", { "aria-labelledby": "levels-title" }, ...items));
}

/** @param {any} result */
function spoken({ success, message, warning, hint }) {
  if (success) return warning ? `${message}. Warning: ${warning}` : message;
  return `Failed: ${message}. ${hint ?? ""}`;
}
