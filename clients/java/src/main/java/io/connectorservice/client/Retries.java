package io.connectorservice.client;

import io.connectorservice.connectors.v1.AuditServiceGrpc;
import io.connectorservice.connectors.v1.ConnectorServiceGrpc;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The service config that repeats calls, with backoff and jitter, while the service is away. */
final class Retries {
  private Retries() {}

  /**
   * Only the calls that change nothing when they are made twice: the answer of the first may have been lost. The others
   * are sent again only where gRPC knows that the server never saw them.
   *
   * @see <a href="https://github.com/grpc/grpc/blob/master/doc/service_config.md">service config</a>
   */
  static Map<String, ?> serviceConfig() {
    Stream<MethodDescriptor<?, ?>> repeatable =
        Stream.of(
            ConnectorServiceGrpc.getListConnectorsMethod(),
            ConnectorServiceGrpc.getGetConnectorMethod(),
            ConnectorServiceGrpc.getUpdateConnectorMethod(),
            ConnectorServiceGrpc.getTestConnectorMethod(),
            ConnectorServiceGrpc.getConfirmCredentialsMethod(),
            ConnectorServiceGrpc.getListConnectorTypesMethod(),
            ConnectorServiceGrpc.getGetConnectorTypeMethod(),
            AuditServiceGrpc.getListAuditEventsMethod());
    var names =
        repeatable.map(m -> Map.of("service", m.getServiceName(), "method", m.getBareMethodName())).toList();
    // The numbers are doubles, as a JSON parser gives them: gRPC refuses others.
    var policy =
        Map.of(
            "maxAttempts", 4.0,
            "initialBackoff", "0.2s",
            "maxBackoff", "5s",
            "backoffMultiplier", 2.0,
            "retryableStatusCodes", List.of("UNAVAILABLE"));
    return Map.of("methodConfig", List.of(Map.of("name", names, "retryPolicy", policy)));
  }
}
