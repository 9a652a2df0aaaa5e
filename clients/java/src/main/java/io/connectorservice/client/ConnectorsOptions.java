package io.connectorservice.client;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where the service is, who calls, and how long a call may take. Immutable: each method returns changed options.
 *
 * @param address host:port, or any target that gRPC resolves
 * @param tenant for services that trust their callers to name it; or null
 * @param role admin, editor or viewer, where the tenant is named too; or null
 * @param user who calls, for the audit trail; or null
 * @param token gives a JWT that is still good; asked before each call; or null
 * @param tls whom to trust and which certificate to show; null: no TLS
 * @param timeout bounds calls that have no deadline of their own, retries included
 */
public record ConnectorsOptions(
    String address,
    String tenant,
    String role,
    String user,
    Supplier<String> token,
    ChannelCredentials tls,
    Duration timeout) {

  private static final String DEFAULT_ADDRESS = "127.0.0.1:50051";
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** From CONNECTORS_ADDRESS (127.0.0.1:50051 where it is empty), _TENANT, _ROLE and _TOKEN. */
  public static ConnectorsOptions fromEnvironment() {
    Map<String, String> environment = System.getenv();
    String token = environment.get("CONNECTORS_TOKEN");
    String address = environment.getOrDefault("CONNECTORS_ADDRESS", "");
    return new ConnectorsOptions(
        address.isEmpty() ? DEFAULT_ADDRESS : address,
        environment.get("CONNECTORS_TENANT"),
        environment.get("CONNECTORS_ROLE"),
        null,
        token == null || token.isEmpty() ? null : () -> token,
        null,
        DEFAULT_TIMEOUT);
  }

  public ConnectorsOptions address(String given) {
    return new ConnectorsOptions(given, tenant, role, user, token, tls, timeout);
  }

  public ConnectorsOptions tenant(String given) {
    return new ConnectorsOptions(address, given, role, user, token, tls, timeout);
  }

  public ConnectorsOptions role(String given) {
    return new ConnectorsOptions(address, tenant, given, user, token, tls, timeout);
  }

  public ConnectorsOptions user(String given) {
    return new ConnectorsOptions(address, tenant, role, given, token, tls, timeout);
  }

  public ConnectorsOptions token(Supplier<String> given) {
    return new ConnectorsOptions(address, tenant, role, user, given, tls, timeout);
  }

  public ConnectorsOptions tls(ChannelCredentials given) {
    return new ConnectorsOptions(address, tenant, role, user, token, given, timeout);
  }

  /** TLS that trusts the authorities of a PEM file. */
  public ConnectorsOptions authorities(Path pem) throws IOException {
    return tls(TlsChannelCredentials.newBuilder().trustManager(pem.toFile()).build());
  }

  public ConnectorsOptions timeout(Duration given) {
    return new ConnectorsOptions(address, tenant, role, user, token, tls, given);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "ConnectorsOptions[address=" + address + ", tenant=" + tenant + ", role=" + role + ", user=" + user + "]";
  }
}
