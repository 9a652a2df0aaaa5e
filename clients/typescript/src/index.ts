/**
 * The client of connector-service: registers the systems a tenant's data lives in, and tests whether each can really be
 * reached.
 *
 * Messages are the contract's own; their schemas are in `@connector-service/connectors-client/v1/*`.
 *
 * @module
 */

export { ConnectorsClient, KEEP, type ConnectorsOptions } from "./client.js";
export { ConnectorsError, type Violation } from "./errors.js";
export { Code, createClient } from "@connectrpc/connect";
export { Reason, StepStatus, VerifiedLevel, type ProbeStep } from "./connectors/v1/probe_pb.js";
export type { Connector, CreateConnectorRequest, TestConnectorResponse } from "./connectors/v1/connector_service_pb.js";
export type { ConnectorType } from "./connectors/v1/connector_type_pb.js";
