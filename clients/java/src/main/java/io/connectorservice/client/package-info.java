/**
 * The Java client of connector-service: registers the systems a tenant's data lives in, and tests whether each can
 * really be reached. {@link io.connectorservice.client.ConnectorsClient} is where to begin; requests and answers are the
 * contract's own messages, in {@code io.connectorservice.connectors.v1}.
 */
package io.connectorservice.client;
