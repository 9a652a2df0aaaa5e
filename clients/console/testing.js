/** Testing connectors: one, with its steps as they come; many, some at a time. */
import { Refused, call, stream } from "./api.js";

const AT_ONCE = 4;

/**
 * With its steps as they finish: a fleet of one.
 *
 * @param {string} id
 * @param {{onStep: (step: any) => void, onWait: (seconds: number) => void, signal: AbortSignal}} told
 * @returns {Promise<any>} the result. Throws Refused.
 */
export async function testWithSteps(id, { onStep, onWait, signal }) {
  let result = null;
  // "./", or the colon would make it a URL of the scheme `connectors`.
  for await (const event of stream("POST", "./connectors:test", { body: { ids: [id] }, signal })) {
    if (event.step) onStep(event.step);
    if (event.waiting) onWait(Math.ceil(event.waiting.seconds));
    if (event.refused) throw new Refused(429, event.refused.message, { reason: event.refused.reason });
    result = event.result ?? result;
  }
  if (!result) throw new Refused(0, "The service ended the test without a result.");
  return result;
}

/** @param {string} id @param {AbortSignal} signal @returns {Promise<any>} the result. Throws Refused. */
export function test(id, signal) {
  return call("POST", "connectors/test", { body: { id }, signal });
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
      onResult(id, await test(id, signal));
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
