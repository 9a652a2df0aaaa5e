/** The last tests of a connector: how many succeeded, and how long each took. */
import { Refused, call } from "./api.js";
import { h, put, replace, svg } from "./dom.js";
import { time } from "./format.js";

const SHOWN = 60;
const [WIDTH, HEIGHT, BAND] = [600, 120, 14];

/**
 * Draws the panel; leaves it out where this service keeps no history.
 *
 * @param {Element} place
 * @param {string} id
 * @param {AbortSignal} signal
 */
export async function historyPanel(place, id, signal) {
  let runs;
  try {
    const { data } = await call("GET", `connectors/${encodeURIComponent(id)}/test-runs`, { query: { limit: SHOWN }, signal });
    runs = data.reverse();
  } catch (error) {
    if (error instanceof Refused && [404, 405].includes(error.status)) return;
    throw error;
  }
  if (runs.length === 0) return;
  const good = runs.filter((/** @type {any} */ run) => run.success).length;
  const text = `${good} of the last ${runs.length} tests succeeded (${Math.round((100 * good) / runs.length)} %).`;
  const panel = h("section", { class: "card", "aria-labelledby": "history-title" });
  put(panel, h("h2", { id: "history-title" }, "History"), h("p", {}, text), plot(runs, text), list(runs));
  replace(place, panel);
}

/** Latency as a line; below it a mark for each test, full where it succeeded and low where not. @param {any[]} runs @param {string} text */
function plot(runs, text) {
  const highest = Math.max(1, ...runs.map((run) => run.latencyMs));
  const step = WIDTH / runs.length;
  const x = (/** @type {number} */ index) => (index + 0.5) * step;
  const y = (/** @type {number} */ latency) => HEIGHT - BAND - 8 - (latency / highest) * (HEIGHT - BAND - 24);
  const line = runs.map((run, index) => `${x(index).toFixed(1)},${y(run.latencyMs).toFixed(1)}`).join(" ");
  const marks = runs.map((run, index) => {
    const height = run.success ? BAND : BAND / 2;
    return svg("rect", {
      class: run.success ? "up" : "down",
      x: (index * step + step * 0.1).toFixed(1),
      y: HEIGHT - height,
      width: (step * 0.8).toFixed(1),
      height,
    });
  });
  return svg(
    "svg",
    { class: "plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${text} The slowest took ${highest} ms.` },
    svg("text", { x: 0, y: 10 }, `${highest} ms`),
    svg("polyline", { points: line }),
    ...runs.map((run, index) => svg("circle", { cx: x(index), cy: y(run.latencyMs), r: 2.5 })),
    ...marks,
  );
}

/** The same as text. @param {any[]} runs */
function list(runs) {
  const items = runs
    .slice(-10)
    .reverse()
    .map((run) => h("li", {}, time(run.testedAt), `: ${run.success ? "succeeded" : `failed, ${run.reason}`}, ${run.latencyMs} ms`));
  return h("details", {}, h("summary", {}, "The last tests as a list"), h("ol", {}, ...items));
}
