package io.connectorservice.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A refused or failed call, as the server's google.rpc details tell it. */
public final class ConnectorsException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  /** A field of the request that is wrong, such as {@code config.port}, and what was expected. */
  public record Violation(String field, String description) implements java.io.Serializable {}

  private final Status.Code code;
  private final String requestId;
  private String reason = "";
  private final ArrayList<Violation> violations = new ArrayList<>();
  private Duration retryAfter;

  private ConnectorsException(StatusRuntimeException failed) {
    super(failed.getStatus().getDescription(), failed);
    code = failed.getStatus().getCode();
    String told = failed.getTrailers() == null ? null : failed.getTrailers().get(REQUEST_ID);
    requestId = told == null ? "" : told;
  }

  /** What gRPC's own exception tells, for calls that are made with a generated stub. */
  public static ConnectorsException of(StatusRuntimeException failed) {
    var made = new ConnectorsException(failed);
    var status = StatusProto.fromThrowable(failed);
    if (status == null) {
      return made;
    }
    try {
      for (Any detail : status.getDetailsList()) {
        made.read(detail);
      }
    } catch (InvalidProtocolBufferException unreadable) {
      made.addSuppressed(unreadable); // a proxy put something else there; code and message still stand
    }
    return made;
  }

  private void read(Any detail) throws InvalidProtocolBufferException {
    if (detail.is(ErrorInfo.class)) {
      reason = detail.unpack(ErrorInfo.class).getReason();
    } else if (detail.is(BadRequest.class)) {
      for (var wrong : detail.unpack(BadRequest.class).getFieldViolationsList()) {
        violations.add(new Violation(wrong.getField(), wrong.getDescription()));
      }
    } else if (detail.is(RetryInfo.class)) {
      var delay = detail.unpack(RetryInfo.class).getRetryDelay();
      retryAfter = Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
    }
  }

  public Status.Code code() {
    return code;
  }

  /** The server's own, such as {@code NAME_TAKEN}; empty where the server did not answer. */
  public String reason() {
    return reason;
  }

  public List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** When to come back, where the server said. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** What the server's logs and audit trail call this request. */
  public String requestId() {
    return requestId;
  }
}
