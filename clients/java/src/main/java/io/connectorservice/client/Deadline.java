package io.connectorservice.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Gives a unary call the client's timeout where it has no deadline of its own. */
record Deadline(Duration timeout) implements ClientInterceptor {

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions call, Channel next) {
    boolean bounds = method.getType() == MethodDescriptor.MethodType.UNARY && call.getDeadline() == null;
    return next.newCall(method, bounds ? call.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS) : call);
  }
}
