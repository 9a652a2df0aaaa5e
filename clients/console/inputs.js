/** Several inputs read together: all that is wrong is shown at once. */
import { Wrong } from "./field_input.js";

/** @typedef {import("./field_input.js").Input} Input */

/**
 * @param {Input[]} inputs
 * @param {(input: Input, value: unknown) => void} take called for each with what was entered, or undefined
 * @returns {boolean} whether all could be read
 */
export function readAll(inputs, take) {
  let right = true;
  for (const input of inputs) {
    input.fail("");
    try {
      take(input, input.read());
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      input.fail(error.message);
      right = false;
    }
  }
  return right;
}

/** The input of a key, by the name the type gives it or another. @param {Input[]} inputs @param {string} key */
export function inputOf(inputs, key) {
  return inputs.find(({ field }) => field.name === key || field.aliases.includes(key));
}
