import static java.util.stream.Collectors.joining;

import io.connectorservice.client.ConnectorsClient;
import io.connectorservice.client.ConnectorsException;
import io.connectorservice.client.ConnectorsOptions;
import io.connectorservice.client.Structs;
import io.connectorservice.connectors.v1.Connector;
import io.connectorservice.connectors.v1.CreateConnectorRequest;
import io.connectorservice.connectors.v1.UpdateConnectorRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeSet;

/**
 * The whole life of a connector: registers some, lists them page by page, renames one, tests it, is refused, and
 * deletes them.
 *
 * <pre>CONNECTORS_TENANT=acme java Tour https://api.example.com/guarded [ca.pem]</pre>
 *
 * The URL is of an API that asks for HTTP Basic credentials. With a PEM file of authorities, the service is called over
 * TLS.
 */
public final class Tour {
  public static void main(String[] arguments) throws Exception {
    var options = ConnectorsOptions.fromEnvironment();
    if (arguments.length > 1) {
      options = options.authorities(Path.of(arguments[1]));
    }
    try (var client = ConnectorsClient.connect(options)) {
      tour(client, arguments[0]);
    }
  }

  private static void tour(ConnectorsClient client, String url) {
    for (int number = 0; number < 7; number++) {
      var made = client.create(orders("orders " + number, url));
      System.out.printf("created %s: %s%n", made.getName(), made.getStatus());
    }

    var all = client.list(3).toList();
    var names = all.stream().map(Connector::getName).collect(joining(", "));
    System.out.printf("listed %d: %s%n", all.size(), names);

    var newest = all.get(0).getId();
    // authConfig is left out: the stored credentials stay.
    var renamed = client.update(UpdateConnectorRequest.newBuilder().setId(newest).setName("EU orders").build());
    var kept = String.join(", ", new TreeSet<>(renamed.getAuthConfig().getFieldsMap().keySet()));
    System.out.printf("renamed %s, which keeps its credentials: %s%n", renamed.getName(), kept);

    var result = client.test(newest);
    System.out.printf("tested %s: %b, %s%n", result.getName(), result.getSuccess(), result.getVerifiedLevel());

    var wrong = CreateConnectorRequest.newBuilder().setName("wrong").setType("rest_api");
    System.out.println(refusal(() -> client.create(orders("EU orders", url))));
    System.out.println(refusal(() -> client.create(wrong.setConfig(Structs.of(Map.of("url", 7))).build())));

    all.forEach(connector -> client.delete(connector.getId()));
    System.out.printf("deleted %d%n", all.size());
    System.out.println(refusal(() -> client.delete(newest)));
  }

  private static CreateConnectorRequest orders(String name, String url) {
    return CreateConnectorRequest.newBuilder()
        .setName(name)
        .setType("rest_api")
        .setConfig(Structs.of(Map.of("url", url)))
        .setAuthMethod("basic")
        .setAuthConfig(Structs.of(Map.of("username", "user", "password", "correct horse")))
        .build();
  }

  /** What an exception tells a program: the reason, the fields at fault, when to come back. */
  private static String refusal(Runnable call) {
    try {
      call.run();
      return "not refused";
    } catch (ConnectorsException failed) {
      var told = new ArrayList<String>();
      told.add(failed.reason());
      failed.violations().forEach(violation -> told.add(violation.field()));
      failed.retryAfter().ifPresent(delay -> told.add("again in " + delay.toMillis() / 1000.0 + " s"));
      return "refused: " + String.join(", ", told);
    }
  }
}
