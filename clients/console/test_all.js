/** "Test all": a bar that moves, how it stands, and a way to stop. */
import { announce, h, put, replace } from "./dom.js";
import { testMany } from "./testing.js";

/**
 * @param {Element} panel where it draws
 * @param {any[]} connectors
 * @param {(result: any) => void} onResult
 * @param {AbortSignal} leaving ends it too
 */
export async function testAll(panel, connectors, onResult, leaving) {
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, leaving]);
  const total = connectors.length;
  const names = new Map(connectors.map(({ id, name }) => [id, name]));
  const tally = { done: 0, active: 0, failed: 0 };
  const bar = h("progress", { id: "test-all-bar", max: total, value: 0 });
  const state = h("p", { id: "test-all-state" });
  const refused = h("ul", { class: "plain" });
  const stop = h("button", { type: "button", onclick: () => stopping.abort() }, "Stop");

  const show = (more = "") => {
    bar.value = tally.done;
    state.textContent = `${tally.done} of ${total} tested: ${tally.active} active, ${tally.failed} failed${more}`;
  };
  const count = (/** @type {boolean} */ success) => {
    tally.done += 1;
    tally[success ? "active" : "failed"] += 1;
    show();
  };

  replace(panel, h("label", { for: "test-all-bar" }, "Testing all that are listed"), bar, state, refused, stop);
  show();
  announce(`Testing ${total} connectors`);
  try {
    await testMany(
      connectors.map(({ id }) => id),
      {
        onResult: (_id, result) => (onResult(result), count(result.success)),
        onFailure: (id, error) => (put(refused, h("li", {}, `${names.get(id)}: ${error.message}`)), count(false)),
        onWait: (seconds) => show(` – the rate limit is reached; going on in ${seconds} s`),
        signal,
      },
    );
  } catch (error) {
    if (!signal.aborted) throw error;
    show(" – stopped");
  }
  stop.remove();
  announce(state.textContent ?? "");
}
