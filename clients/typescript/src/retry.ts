import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { setTimeout as sleep } from "node:timers/promises";

const ATTEMPTS = 4;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 5_000;

/** The calls that change nothing when they are made twice: the answer of the first may have been lost. */
const REPEATABLE = new Set([
  "ListConnectors",
  "GetConnector",
  "UpdateConnector",
  "TestConnector",
  "ConfirmCredentials",
  "ListConnectorTypes",
  "GetConnectorType",
  "ListAuditEvents",
]);

/** Repeats them while the service is away, with backoff and full jitter, inside the call's own deadline. */
export const retry: Interceptor = (next) => async (request) => {
  if (request.stream || !REPEATABLE.has(request.method.name)) return await next(request);
  for (let attempt = 1; ; attempt++) {
    try {
      return await next(request);
    } catch (error) {
      if (attempt >= ATTEMPTS || ConnectError.from(error).code !== Code.Unavailable) throw error;
      const bound = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
      try {
        await sleep(Math.random() * bound, undefined, { signal: request.signal });
      } catch {
        throw error; // the deadline passed meanwhile: what was last seen says more than that
      }
    }
  }
};
