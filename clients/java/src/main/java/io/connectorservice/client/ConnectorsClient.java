package io.connectorservice.client;

import io.connectorservice.connectors.v1.Connector;
import io.connectorservice.connectors.v1.ConnectorServiceGrpc;
import io.connectorservice.connectors.v1.ConnectorServiceGrpc.ConnectorServiceBlockingStub;
import io.connectorservice.connectors.v1.ConnectorType;
import io.connectorservice.connectors.v1.CreateConnectorRequest;
import io.connectorservice.connectors.v1.DeleteConnectorRequest;
import io.connectorservice.connectors.v1.GetConnectorRequest;
import io.connectorservice.connectors.v1.ListConnectorTypesRequest;
import io.connectorservice.connectors.v1.TestConnectorRequest;
import io.connectorservice.connectors.v1.TestConnectorResponse;
import io.connectorservice.connectors.v1.UpdateConnectorRequest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Calls one service on behalf of one tenant. Failed calls throw {@link ConnectorsException}. Safe for many threads.
 *
 * <pre>{@code
 * try (var client = ConnectorsClient.connect(ConnectorsOptions.fromEnvironment().tenant("acme"))) {
 *   var result = client.test(id);
 * }
 * }</pre>
 */
public final class ConnectorsClient implements AutoCloseable {
  /**
   * As a credential's value in an update, keeps what is stored in that field. It is also what the server shows instead
   * of a secret.
   */
  public static final String KEEP = "********";

  private static final int LARGEST_ANSWER_BYTES = 16 << 20;

  private final ManagedChannel channel;
  private final Channel identified;
  private final ConnectorServiceBlockingStub connectors;

  private ConnectorsClient(ManagedChannel channel, ConnectorsOptions options) {
    this.channel = channel;
    identified = ClientInterceptors.intercept(channel, new Deadline(options.timeout()), new Identity(options));
    connectors = ConnectorServiceGrpc.newBlockingStub(identified);
  }

  /** A client of the service that the options name. It connects with the first call. */
  public static ConnectorsClient connect(ConnectorsOptions options) {
    var credentials = options.tls() == null ? InsecureChannelCredentials.create() : options.tls();
    var channel =
        Grpc.newChannelBuilder(options.address(), credentials)
            .userAgent("connectors-client-java")
            .maxInboundMessageSize(LARGEST_ANSWER_BYTES)
            .defaultServiceConfig(Retries.serviceConfig())
            .enableRetry()
            .build();
    return new ConnectorsClient(channel, options);
  }

  /** Registers a connector. Its config may still be incomplete: a test names what is missing. */
  public Connector create(CreateConnectorRequest request) {
    return call(stub -> stub.createConnector(request)).getConnector();
  }

  /** One connector, without its credentials. */
  public Connector get(String id) {
    return call(stub -> stub.getConnector(GetConnectorRequest.newBuilder().setId(id).build())).getConnector();
  }

  /** The tenant's connectors, newest first; the next page, of {@code pageSize} (1 to 100), is asked for when needed. */
  public Stream<Connector> list(long pageSize) {
    var pages = new Pages(pageSize, request -> call(stub -> stub.listConnectors(request)));
    return StreamSupport.stream(pages, false);
  }

  /**
   * Changes the fields that are set. {@code authConfig}: unset, it keeps the stored credentials; values replace them
   * all ({@link #KEEP} keeps one); an empty struct wipes them.
   */
  public Connector update(UpdateConnectorRequest request) {
    return call(stub -> stub.updateConnector(request)).getConnector();
  }

  /** Deletes a connector and its credentials. */
  public void delete(String id) {
    call(stub -> stub.deleteConnector(DeleteConnectorRequest.newBuilder().setId(id).build()));
  }

  /**
   * Probes the connector's peer with the stored credentials. A probe that fails is an answer whose {@code success} is
   * false, with {@code reason}, {@code field} and {@code hint}; it throws nothing.
   */
  public TestConnectorResponse test(String id) {
    return call(stub -> stub.testConnector(TestConnectorRequest.newBuilder().setId(id).build()));
  }

  /** The connector types there are, the tenant's own among them, with the schemas of what each asks for. */
  public List<ConnectorType> types() {
    return call(stub -> stub.listConnectorTypes(ListConnectorTypesRequest.getDefaultInstance())).getDataList();
  }

  /**
   * The generated stub, for calls that have no method here. Identity, deadline and retries are the same; it throws
   * gRPC's own exception, which {@link ConnectorsException#of} reads.
   */
  public ConnectorServiceBlockingStub connectors() {
    return connectors;
  }

  /** What stubs of the contract's other services are made with: {@code AuditServiceGrpc.newBlockingStub(channel())}. */
  public Channel channel() {
    return identified;
  }

  /** Lets running calls end for a moment, then ends them. */
  @Override
  public void close() {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(1, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private <T> T call(Function<ConnectorServiceBlockingStub, T> method) {
    try {
      return method.apply(connectors);
    } catch (StatusRuntimeException failed) {
      throw ConnectorsException.of(failed);
    }
  }
}
