/** The last tests of a connector: how many succeeded, how long each took, and what changed since it last worked. */
import { Refused, call } from "./api.js";
import { h, put, replace, svg } from "./dom.js";
import { time } from "./format.js";
import { link } from "./place.js";
import { mayAudit } from "./session.js";

const SHOWN = 60;
const LEAST = 20; // so that a single test is a mark and not a bar
const LISTED = 10;
const [WIDTH, HEIGHT, BAND] = [600, 120, 14];

/**
 * Draws the panel; leaves it out where there is nothing to show yet, or where this service keeps no history.
 *
 * @param {Element} place
 * @param {string} id
 * @param {AbortSignal} signal
 */
export async function historyPanel(place, id, signal) {
  const path = `connectors/${encodeURIComponent(id)}`;
  let runs, summary;
  try {
    [{ data: runs }, summary] = await Promise.all([
      call("GET", `${path}/test-runs`, { query: { limit: SHOWN }, signal }),
      call("GET", `${path}/history`, { query: { days: 7 }, signal }),
    ]);
  } catch (error) {
    if (error instanceof Refused && [404, 405].includes(error.status)) return;
    throw error;
  }
  if (runs.length === 0) return;
  runs.reverse();
  const text = uptime(summary.total);
  const panel = h("section", { class: "card", "aria-labelledby": "history-title" });
  put(panel, h("h2", { id: "history-title" }, "History"), h("p", {}, text, " ", ...streak(summary.streak)));
  put(panel, changes(summary.changes, id), plot(runs, text), list(runs));
  replace(place, panel);
}

/** @param {any} total */
function uptime({ runs, successes, uptime: share, latencyMsMean }) {
  if (!runs) return "No test in the last 7 days.";
  const mean = successes ? `, ${Math.round(latencyMsMean)} ms on average` : "";
  return `In the last 7 days ${successes} of ${runs} tests succeeded (${Math.round(100 * share)} %${mean}).`;
}

/** @param {any} told */
function streak(told) {
  if (!told || told.runs < 2) return [];
  return [`The last ${told.runs} ${told.success ? "succeeded" : "failed"}, since `, time(told.since), "."];
}

/** @param {any} told @param {string} id */
function changes(told, id) {
  if (!told) return null;
  const since = ["Since it last worked (", time(told.workedAt), "): "];
  const what = told.fields.length ? `changed here: ${told.fields.join(", ")}.` : "nothing was changed here.";
  const more = told.complete ? "" : " There may be more than the trail still tells.";
  const trail = mayAudit() && told.fields.length > 0 && h("a", { href: link({ view: "audit", id }) }, "By whom");
  return h("p", { id: "changes" }, ...since, what, more, " ", trail);
}

/**
 * Latency as a line; below it a mark for each test, full where it succeeded and half as high where not.
 *
 * @param {any[]} runs oldest first
 * @param {string} text
 */
function plot(runs, text) {
  const highest = Math.max(1, ...runs.map((run) => run.latencyMs));
  const step = WIDTH / Math.max(LEAST, runs.length);
  const x = (/** @type {number} */ index) => ((index + 0.5) * step).toFixed(1);
  const y = (/** @type {number} */ latency) => (HEIGHT - BAND - 8 - (latency / highest) * (HEIGHT - BAND - 24)).toFixed(1);
  const line = runs.map((run, index) => `${x(index)},${y(run.latencyMs)}`).join(" ");
  const marks = runs.map((run, index) => {
    const height = run.success ? BAND : BAND / 2;
    const place = { x: (index * step + step * 0.1).toFixed(1), y: HEIGHT - height };
    return svg("rect", { class: run.success ? "up" : "down", ...place, width: (step * 0.8).toFixed(1), height });
  });
  const label = `${text} Of the last ${runs.length} tests the slowest took ${highest} ms.`;
  return svg(
    "svg",
    { class: "plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    svg("text", { x: 0, y: 10 }, `${highest} ms`),
    svg("polyline", { points: line }),
    ...runs.map((run, index) => svg("circle", { cx: x(index), cy: y(run.latencyMs), r: 2.5 })),
    ...marks,
  );
}

/** The same as text. @param {any[]} runs */
function list(runs) {
  const items = runs
    .slice(-LISTED)
    .reverse()
    .map((run) => h("li", {}, time(run.startedAt), `: ${run.success ? "succeeded" : `failed, ${run.reason}`}, ${run.latencyMs} ms`));
  return h("details", {}, h("summary", {}, "The last tests as a list"), h("ol", {}, ...items));
}
