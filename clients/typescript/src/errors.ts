import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";

import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "./google/rpc/error_details_pb.js";

/** A field of the request that is wrong, such as `config.port`, and what was expected. */
export interface Violation {
  field: string;
  description: string;
}

/** A refused or failed call, as the server's google.rpc details tell it. */
export class ConnectorsError extends ConnectError {
  // `name` stays "ConnectError": Connect knows its own errors by it, and wraps any other.
  /** The server's own, such as `NAME_TAKEN`; empty where the server did not answer. */
  readonly reason: string;
  readonly violations: readonly Violation[];
  /** When to come back; undefined where the server did not say. */
  readonly retryAfterMs: number | undefined;
  /** What the server's logs and audit trail call this request. */
  readonly requestId: string;

  constructor(failed: ConnectError) {
    super(failed.rawMessage, failed.code, failed.metadata, undefined, failed.cause);
    this.details = failed.details;
    this.reason = failed.findDetails(ErrorInfoSchema)[0]?.reason ?? "";
    this.violations = failed
      .findDetails(BadRequestSchema)
      .flatMap(({ fieldViolations }) => fieldViolations.map(({ field, description }) => ({ field, description })));
    const delay = failed.findDetails(RetryInfoSchema)[0]?.retryDelay;
    this.retryAfterMs = delay && Number(delay.seconds) * 1000 + delay.nanos / 1e6;
    this.requestId = failed.metadata.get("x-request-id") ?? "";
  }

  /** Connect's errors answer for each other by their shape; this one has fields that those lack. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && ConnectorsError.prototype.isPrototypeOf(value);
  }
}

/** Turns what a call fails with into a `ConnectorsError`. */
export const explain: Interceptor = (next) => async (request) => {
  try {
    const response = await next(request);
    return response.stream ? { ...response, message: explained(response.message) } : response;
  } catch (error) {
    throw new ConnectorsError(ConnectError.from(error, Code.Unknown));
  }
};

/** A stream fails while it is read. */
async function* explained<T>(messages: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  try {
    yield* messages;
  } catch (error) {
    throw new ConnectorsError(ConnectError.from(error, Code.Unknown));
  }
}
