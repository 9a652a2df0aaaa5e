package io.connectorservice.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** Says with each call who calls. */
record Identity(ConnectorsOptions options) implements ClientInterceptor {

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions call, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, call)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        put(headers, "x-tenant-id", options.tenant());
        put(headers, "x-role", options.role());
        put(headers, "x-user", options.user());
        if (options.token() != null) {
          put(headers, "authorization", "Bearer " + options.token().get());
        }
        super.start(listener, headers);
      }
    };
  }

  private static void put(Metadata headers, String name, String value) {
    if (value != null && !value.isEmpty()) {
      headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    }
  }
}
