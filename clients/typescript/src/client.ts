import type { MessageInitShape } from "@bufbuild/protobuf";
import { type CallOptions, type Client, createClient, type Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";

import {
  type Connector,
  ConnectorService,
  type CreateConnectorRequestSchema,
  type TestConnectorResponse,
  type UpdateConnectorRequestSchema,
} from "./connectors/v1/connector_service_pb.js";
import type { ConnectorType } from "./connectors/v1/connector_type_pb.js";
import { explain } from "./errors.js";
import { identify, type Identity } from "./identity.js";
import { retry } from "./retry.js";

/**
 * As a credential's value in an update, keeps what is stored in that field. It is also what the server shows instead of
 * a secret.
 */
export const KEEP = "********";

const DEFAULT_ADDRESS = "127.0.0.1:50051";
const DEFAULT_TIMEOUT_MS = 30_000;
/** A page of connectors, or all connector types. */
const LARGEST_ANSWER_BYTES = 16 << 20;

export interface ConnectorsOptions extends Identity {
  /** host:port; `CONNECTORS_ADDRESS`, or else 127.0.0.1:50051, where it is not given. */
  address?: string;
  /** Encrypts the connection. `ca`, `cert` and `key` are PEM; `true` trusts the authorities of Node.js. */
  tls?: boolean | { ca?: string | Buffer; cert?: string | Buffer; key?: string | Buffer };
  /** Bounds each call, retries included, where its own options do not. */
  timeoutMs?: number;
}

/**
 * Calls one service on behalf of one tenant. Failed calls throw a `ConnectorsError`.
 *
 * What no option says is taken from the environment: `CONNECTORS_ADDRESS`, `CONNECTORS_TENANT`, `CONNECTORS_ROLE`,
 * `CONNECTORS_TOKEN`.
 *
 * @example
 * const client = new ConnectorsClient({ tenant: "acme" });
 * const result = await client.test(id);
 */
export class ConnectorsClient {
  /** The generated client, for calls that have no method here; identity, deadline, retries and errors are the same. */
  readonly connectors: Client<typeof ConnectorService>;
  /** What clients of the contract's other services are made with: `createClient(AuditService, client.transport)`. */
  readonly transport: Transport;

  constructor(options: ConnectorsOptions = {}) {
    this.transport = transportOf(options);
    this.connectors = createClient(ConnectorService, this.transport);
  }

  /** Registers a connector. Its config may still be incomplete: a test names what is missing. */
  async create(
    request: MessageInitShape<typeof CreateConnectorRequestSchema>,
    options?: CallOptions,
  ): Promise<Connector> {
    return present((await this.connectors.createConnector(request, options)).connector);
  }

  /** One connector, without its credentials. */
  async get(id: string, options?: CallOptions): Promise<Connector> {
    return present((await this.connectors.getConnector({ id }, options)).connector);
  }

  /** The tenant's connectors, newest first; the next page (of 1 to 100) is asked for when it is needed. */
  async *list(pageSize = 100, options?: CallOptions): AsyncGenerator<Connector, void, undefined> {
    const request: { limit: bigint; cursor?: string } = { limit: BigInt(pageSize) };
    for (;;) {
      const page = await this.connectors.listConnectors(request, options);
      yield* page.data;
      const cursor = page.pagination?.cursor;
      if (cursor === undefined) return;
      request.cursor = cursor;
    }
  }

  /**
   * Changes the fields that are there. `authConfig`: left out, it keeps the stored credentials; values replace them all
   * (KEEP keeps one); `{}` wipes them.
   */
  async update(
    request: MessageInitShape<typeof UpdateConnectorRequestSchema>,
    options?: CallOptions,
  ): Promise<Connector> {
    return present((await this.connectors.updateConnector(request, options)).connector);
  }

  /** Deletes a connector and its credentials. */
  async delete(id: string, options?: CallOptions): Promise<void> {
    await this.connectors.deleteConnector({ id }, options);
  }

  /**
   * Probes the connector's peer with the stored credentials. A probe that fails is an answer whose `success` is false,
   * with `reason`, `field` and `hint`; it throws nothing.
   */
  async test(id: string, options?: CallOptions): Promise<TestConnectorResponse> {
    return await this.connectors.testConnector({ id }, options);
  }

  /** The connector types there are, the tenant's own among them, with the schemas of what each asks for. */
  async types(options?: CallOptions): Promise<ConnectorType[]> {
    return (await this.connectors.listConnectorTypes({}, options)).data;
  }
}

function transportOf(options: ConnectorsOptions): Transport {
  const address = options.address ?? (process.env.CONNECTORS_ADDRESS || DEFAULT_ADDRESS);
  const tls = options.tls ?? false;
  return createGrpcTransport({
    baseUrl: `${tls ? "https" : "http"}://${address}`,
    defaultTimeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    readMaxBytes: LARGEST_ANSWER_BYTES,
    interceptors: [explain, retry, identify(options)],
    ...(typeof tls === "object" ? { nodeOptions: tls } : {}),
  });
}

function present(connector: Connector | undefined): Connector {
  if (connector === undefined) throw new TypeError("the answer holds no connector");
  return connector;
}
