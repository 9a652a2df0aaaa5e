/** Testing connectors: one, with its steps as they come; many, some at a time. */
import { Refused, call } from "./api.js";

const AT_ONCE = 4;

/**
 * @param {string} id
 * @param {(step: any) => void} onStep called for each step, in order
 * @param {AbortSignal} signal
 * @returns {Promise<any>} the result
 */
export async function test(id, onStep, signal) {
  const result = await call("POST", "connectors/test", { body: { id }, signal });
  result.steps.forEach(onStep);
  return result;
}

/**
 * Tests many, a few at a time. A refusal that says when to come back holds all of them until then, and is tried again.
 *
 * @param {string[]} ids
 * @param {{
 *   onResult: (id: string, result: any) => void,
 *   onFailure: (id: string, error: Refused) => void,
 *   onWait: (seconds: number) => void,
 *   signal: AbortSignal,
 * }} told
 */
export async function testMany(ids, { onResult, onFailure, onWait, signal }) {
  const waiting = [...ids];
  let resumeAt = 0;

  /** @param {string} id */
  const one = async (id) => {
    await sleep(resumeAt - Date.now(), signal);
    try {
      onResult(id, await test(id, () => {}, signal));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status !== 429 || error.retryAfter === null) {
        onFailure(id, error);
        return;
      }
      resumeAt = Math.max(resumeAt, Date.now() + error.retryAfter * 1000);
      onWait(error.retryAfter);
      waiting.push(id);
    }
  };
  const worker = async () => {
    for (let id = waiting.shift(); id !== undefined && !signal.aborted; id = waiting.shift()) await one(id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** @param {number} milliseconds @param {AbortSignal} signal throws its reason when it ends first */
function sleep(milliseconds, signal) {
  if (milliseconds <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}
