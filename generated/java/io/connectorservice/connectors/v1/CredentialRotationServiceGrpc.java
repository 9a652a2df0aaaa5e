package io.connectorservice.connectors.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Changes a connector's credentials in two steps. New ones are tested and kept beside those in use (staged), then put in
 * their place (promoted); those before are kept for a while, to go back to. Nothing but these calls uses staged or
 * previous credentials: not a test, not a schedule, not a lease.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class CredentialRotationServiceGrpc {

  private CredentialRotationServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "connectors.v1.CredentialRotationService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.StageCredentialsRequest,
      io.connectorservice.connectors.v1.StageCredentialsResponse> getStageCredentialsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "StageCredentials",
      requestType = io.connectorservice.connectors.v1.StageCredentialsRequest.class,
      responseType = io.connectorservice.connectors.v1.StageCredentialsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.StageCredentialsRequest,
      io.connectorservice.connectors.v1.StageCredentialsResponse> getStageCredentialsMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.StageCredentialsRequest, io.connectorservice.connectors.v1.StageCredentialsResponse> getStageCredentialsMethod;
    if ((getStageCredentialsMethod = CredentialRotationServiceGrpc.getStageCredentialsMethod) == null) {
      synchronized (CredentialRotationServiceGrpc.class) {
        if ((getStageCredentialsMethod = CredentialRotationServiceGrpc.getStageCredentialsMethod) == null) {
          CredentialRotationServiceGrpc.getStageCredentialsMethod = getStageCredentialsMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.StageCredentialsRequest, io.connectorservice.connectors.v1.StageCredentialsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "StageCredentials"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.StageCredentialsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.StageCredentialsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CredentialRotationServiceMethodDescriptorSupplier("StageCredentials"))
              .build();
        }
      }
    }
    return getStageCredentialsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetCredentialRotationRequest,
      io.connectorservice.connectors.v1.GetCredentialRotationResponse> getGetCredentialRotationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetCredentialRotation",
      requestType = io.connectorservice.connectors.v1.GetCredentialRotationRequest.class,
      responseType = io.connectorservice.connectors.v1.GetCredentialRotationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetCredentialRotationRequest,
      io.connectorservice.connectors.v1.GetCredentialRotationResponse> getGetCredentialRotationMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetCredentialRotationRequest, io.connectorservice.connectors.v1.GetCredentialRotationResponse> getGetCredentialRotationMethod;
    if ((getGetCredentialRotationMethod = CredentialRotationServiceGrpc.getGetCredentialRotationMethod) == null) {
      synchronized (CredentialRotationServiceGrpc.class) {
        if ((getGetCredentialRotationMethod = CredentialRotationServiceGrpc.getGetCredentialRotationMethod) == null) {
          CredentialRotationServiceGrpc.getGetCredentialRotationMethod = getGetCredentialRotationMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.GetCredentialRotationRequest, io.connectorservice.connectors.v1.GetCredentialRotationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetCredentialRotation"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetCredentialRotationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetCredentialRotationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CredentialRotationServiceMethodDescriptorSupplier("GetCredentialRotation"))
              .build();
        }
      }
    }
    return getGetCredentialRotationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.PromoteCredentialsRequest,
      io.connectorservice.connectors.v1.PromoteCredentialsResponse> getPromoteCredentialsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "PromoteCredentials",
      requestType = io.connectorservice.connectors.v1.PromoteCredentialsRequest.class,
      responseType = io.connectorservice.connectors.v1.PromoteCredentialsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.PromoteCredentialsRequest,
      io.connectorservice.connectors.v1.PromoteCredentialsResponse> getPromoteCredentialsMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.PromoteCredentialsRequest, io.connectorservice.connectors.v1.PromoteCredentialsResponse> getPromoteCredentialsMethod;
    if ((getPromoteCredentialsMethod = CredentialRotationServiceGrpc.getPromoteCredentialsMethod) == null) {
      synchronized (CredentialRotationServiceGrpc.class) {
        if ((getPromoteCredentialsMethod = CredentialRotationServiceGrpc.getPromoteCredentialsMethod) == null) {
          CredentialRotationServiceGrpc.getPromoteCredentialsMethod = getPromoteCredentialsMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.PromoteCredentialsRequest, io.connectorservice.connectors.v1.PromoteCredentialsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "PromoteCredentials"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.PromoteCredentialsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.PromoteCredentialsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CredentialRotationServiceMethodDescriptorSupplier("PromoteCredentials"))
              .build();
        }
      }
    }
    return getPromoteCredentialsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.RollBackCredentialsRequest,
      io.connectorservice.connectors.v1.RollBackCredentialsResponse> getRollBackCredentialsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RollBackCredentials",
      requestType = io.connectorservice.connectors.v1.RollBackCredentialsRequest.class,
      responseType = io.connectorservice.connectors.v1.RollBackCredentialsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.RollBackCredentialsRequest,
      io.connectorservice.connectors.v1.RollBackCredentialsResponse> getRollBackCredentialsMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.RollBackCredentialsRequest, io.connectorservice.connectors.v1.RollBackCredentialsResponse> getRollBackCredentialsMethod;
    if ((getRollBackCredentialsMethod = CredentialRotationServiceGrpc.getRollBackCredentialsMethod) == null) {
      synchronized (CredentialRotationServiceGrpc.class) {
        if ((getRollBackCredentialsMethod = CredentialRotationServiceGrpc.getRollBackCredentialsMethod) == null) {
          CredentialRotationServiceGrpc.getRollBackCredentialsMethod = getRollBackCredentialsMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.RollBackCredentialsRequest, io.connectorservice.connectors.v1.RollBackCredentialsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RollBackCredentials"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.RollBackCredentialsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.RollBackCredentialsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CredentialRotationServiceMethodDescriptorSupplier("RollBackCredentials"))
              .build();
        }
      }
    }
    return getRollBackCredentialsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.DiscardCredentialRotationRequest,
      io.connectorservice.connectors.v1.DiscardCredentialRotationResponse> getDiscardCredentialRotationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DiscardCredentialRotation",
      requestType = io.connectorservice.connectors.v1.DiscardCredentialRotationRequest.class,
      responseType = io.connectorservice.connectors.v1.DiscardCredentialRotationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.DiscardCredentialRotationRequest,
      io.connectorservice.connectors.v1.DiscardCredentialRotationResponse> getDiscardCredentialRotationMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.DiscardCredentialRotationRequest, io.connectorservice.connectors.v1.DiscardCredentialRotationResponse> getDiscardCredentialRotationMethod;
    if ((getDiscardCredentialRotationMethod = CredentialRotationServiceGrpc.getDiscardCredentialRotationMethod) == null) {
      synchronized (CredentialRotationServiceGrpc.class) {
        if ((getDiscardCredentialRotationMethod = CredentialRotationServiceGrpc.getDiscardCredentialRotationMethod) == null) {
          CredentialRotationServiceGrpc.getDiscardCredentialRotationMethod = getDiscardCredentialRotationMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.DiscardCredentialRotationRequest, io.connectorservice.connectors.v1.DiscardCredentialRotationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DiscardCredentialRotation"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.DiscardCredentialRotationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.DiscardCredentialRotationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CredentialRotationServiceMethodDescriptorSupplier("DiscardCredentialRotation"))
              .build();
        }
      }
    }
    return getDiscardCredentialRotationMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static CredentialRotationServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CredentialRotationServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CredentialRotationServiceStub>() {
        @java.lang.Override
        public CredentialRotationServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CredentialRotationServiceStub(channel, callOptions);
        }
      };
    return CredentialRotationServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static CredentialRotationServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CredentialRotationServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CredentialRotationServiceBlockingV2Stub>() {
        @java.lang.Override
        public CredentialRotationServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CredentialRotationServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return CredentialRotationServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static CredentialRotationServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CredentialRotationServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CredentialRotationServiceBlockingStub>() {
        @java.lang.Override
        public CredentialRotationServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CredentialRotationServiceBlockingStub(channel, callOptions);
        }
      };
    return CredentialRotationServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static CredentialRotationServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CredentialRotationServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CredentialRotationServiceFutureStub>() {
        @java.lang.Override
        public CredentialRotationServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CredentialRotationServiceFutureStub(channel, callOptions);
        }
      };
    return CredentialRotationServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Changes a connector's credentials in two steps. New ones are tested and kept beside those in use (staged), then put in
   * their place (promoted); those before are kept for a while, to go back to. Nothing but these calls uses staged or
   * previous credentials: not a test, not a schedule, not a lease.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Tests the connector as it stands with new credentials, and if the test passes, keeps them staged for a day. The
     * stored ones stay in use. What was staged before is replaced; where the test fails, nothing is stored.
     * A test that fails is an answer with `test.success: false`, not an error.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a field is wrong, or the credentials are too large.
     * ABORTED: the connector was changed during the test. RESOURCE_EXHAUSTED, UNAVAILABLE as in TestConnector.
     * </pre>
     */
    default void stageCredentials(io.connectorservice.connectors.v1.StageCredentialsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.StageCredentialsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getStageCredentialsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Returns what is staged, and which credentials can be gone back to. Names and times, never a value.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    default void getCredentialRotation(io.connectorservice.connectors.v1.GetCredentialRotationRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetCredentialRotationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetCredentialRotationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Puts the staged credentials in the place of the connector's, as a new version. Those before are kept sealed for
     * `keep_previous_seconds`, in the place of any that an earlier promotion kept.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: `keep_previous_seconds` out of bounds. FAILED_PRECONDITION: nothing
     * is staged, or the connector was changed since those staged were tested: stage them again. ABORTED: `etag` is not the
     * connector's (412 in REST, reason ETAG_MISMATCH), or others keep changing the connector (409).
     * </pre>
     */
    default void promoteCredentials(io.connectorservice.connectors.v1.PromoteCredentialsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.PromoteCredentialsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getPromoteCredentialsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Makes the previous credentials the connector's again, as a new version. Those that are rolled back are dropped.
     * NOT_FOUND: no such connector. FAILED_PRECONDITION: none are kept: their time is over, or the connector's
     * credentials or destination were changed since the promotion. ABORTED as in PromoteCredentials.
     * </pre>
     */
    default void rollBackCredentials(io.connectorservice.connectors.v1.RollBackCredentialsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.RollBackCredentialsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRollBackCredentialsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Destroys what is staged and what is kept of the previous credentials. The connector's own stay as they are.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    default void discardCredentialRotation(io.connectorservice.connectors.v1.DiscardCredentialRotationRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.DiscardCredentialRotationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDiscardCredentialRotationMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service CredentialRotationService.
   * <pre>
   * Changes a connector's credentials in two steps. New ones are tested and kept beside those in use (staged), then put in
   * their place (promoted); those before are kept for a while, to go back to. Nothing but these calls uses staged or
   * previous credentials: not a test, not a schedule, not a lease.
   * </pre>
   */
  public static abstract class CredentialRotationServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return CredentialRotationServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service CredentialRotationService.
   * <pre>
   * Changes a connector's credentials in two steps. New ones are tested and kept beside those in use (staged), then put in
   * their place (promoted); those before are kept for a while, to go back to. Nothing but these calls uses staged or
   * previous credentials: not a test, not a schedule, not a lease.
   * </pre>
   */
  public static final class CredentialRotationServiceStub
      extends io.grpc.stub.AbstractAsyncStub<CredentialRotationServiceStub> {
    private CredentialRotationServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CredentialRotationServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CredentialRotationServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Tests the connector as it stands with new credentials, and if the test passes, keeps them staged for a day. The
     * stored ones stay in use. What was staged before is replaced; where the test fails, nothing is stored.
     * A test that fails is an answer with `test.success: false`, not an error.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a field is wrong, or the credentials are too large.
     * ABORTED: the connector was changed during the test. RESOURCE_EXHAUSTED, UNAVAILABLE as in TestConnector.
     * </pre>
     */
    public void stageCredentials(io.connectorservice.connectors.v1.StageCredentialsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.StageCredentialsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getStageCredentialsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Returns what is staged, and which credentials can be gone back to. Names and times, never a value.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public void getCredentialRotation(io.connectorservice.connectors.v1.GetCredentialRotationRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetCredentialRotationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetCredentialRotationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Puts the staged credentials in the place of the connector's, as a new version. Those before are kept sealed for
     * `keep_previous_seconds`, in the place of any that an earlier promotion kept.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: `keep_previous_seconds` out of bounds. FAILED_PRECONDITION: nothing
     * is staged, or the connector was changed since those staged were tested: stage them again. ABORTED: `etag` is not the
     * connector's (412 in REST, reason ETAG_MISMATCH), or others keep changing the connector (409).
     * </pre>
     */
    public void promoteCredentials(io.connectorservice.connectors.v1.PromoteCredentialsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.PromoteCredentialsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getPromoteCredentialsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Makes the previous credentials the connector's again, as a new version. Those that are rolled back are dropped.
     * NOT_FOUND: no such connector. FAILED_PRECONDITION: none are kept: their time is over, or the connector's
     * credentials or destination were changed since the promotion. ABORTED as in PromoteCredentials.
     * </pre>
     */
    public void rollBackCredentials(io.connectorservice.connectors.v1.RollBackCredentialsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.RollBackCredentialsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRollBackCredentialsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Destroys what is staged and what is kept of the previous credentials. The connector's own stay as they are.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public void discardCredentialRotation(io.connectorservice.connectors.v1.DiscardCredentialRotationRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.DiscardCredentialRotationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDiscardCredentialRotationMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service CredentialRotationService.
   * <pre>
   * Changes a connector's credentials in two steps. New ones are tested and kept beside those in use (staged), then put in
   * their place (promoted); those before are kept for a while, to go back to. Nothing but these calls uses staged or
   * previous credentials: not a test, not a schedule, not a lease.
   * </pre>
   */
  public static final class CredentialRotationServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<CredentialRotationServiceBlockingV2Stub> {
    private CredentialRotationServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CredentialRotationServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CredentialRotationServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Tests the connector as it stands with new credentials, and if the test passes, keeps them staged for a day. The
     * stored ones stay in use. What was staged before is replaced; where the test fails, nothing is stored.
     * A test that fails is an answer with `test.success: false`, not an error.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a field is wrong, or the credentials are too large.
     * ABORTED: the connector was changed during the test. RESOURCE_EXHAUSTED, UNAVAILABLE as in TestConnector.
     * </pre>
     */
    public io.connectorservice.connectors.v1.StageCredentialsResponse stageCredentials(io.connectorservice.connectors.v1.StageCredentialsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getStageCredentialsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns what is staged, and which credentials can be gone back to. Names and times, never a value.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetCredentialRotationResponse getCredentialRotation(io.connectorservice.connectors.v1.GetCredentialRotationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetCredentialRotationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Puts the staged credentials in the place of the connector's, as a new version. Those before are kept sealed for
     * `keep_previous_seconds`, in the place of any that an earlier promotion kept.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: `keep_previous_seconds` out of bounds. FAILED_PRECONDITION: nothing
     * is staged, or the connector was changed since those staged were tested: stage them again. ABORTED: `etag` is not the
     * connector's (412 in REST, reason ETAG_MISMATCH), or others keep changing the connector (409).
     * </pre>
     */
    public io.connectorservice.connectors.v1.PromoteCredentialsResponse promoteCredentials(io.connectorservice.connectors.v1.PromoteCredentialsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getPromoteCredentialsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes the previous credentials the connector's again, as a new version. Those that are rolled back are dropped.
     * NOT_FOUND: no such connector. FAILED_PRECONDITION: none are kept: their time is over, or the connector's
     * credentials or destination were changed since the promotion. ABORTED as in PromoteCredentials.
     * </pre>
     */
    public io.connectorservice.connectors.v1.RollBackCredentialsResponse rollBackCredentials(io.connectorservice.connectors.v1.RollBackCredentialsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRollBackCredentialsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Destroys what is staged and what is kept of the previous credentials. The connector's own stay as they are.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.DiscardCredentialRotationResponse discardCredentialRotation(io.connectorservice.connectors.v1.DiscardCredentialRotationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDiscardCredentialRotationMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service CredentialRotationService.
   * <pre>
   * Changes a connector's credentials in two steps. New ones are tested and kept beside those in use (staged), then put in
   * their place (promoted); those before are kept for a while, to go back to. Nothing but these calls uses staged or
   * previous credentials: not a test, not a schedule, not a lease.
   * </pre>
   */
  public static final class CredentialRotationServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<CredentialRotationServiceBlockingStub> {
    private CredentialRotationServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CredentialRotationServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CredentialRotationServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Tests the connector as it stands with new credentials, and if the test passes, keeps them staged for a day. The
     * stored ones stay in use. What was staged before is replaced; where the test fails, nothing is stored.
     * A test that fails is an answer with `test.success: false`, not an error.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a field is wrong, or the credentials are too large.
     * ABORTED: the connector was changed during the test. RESOURCE_EXHAUSTED, UNAVAILABLE as in TestConnector.
     * </pre>
     */
    public io.connectorservice.connectors.v1.StageCredentialsResponse stageCredentials(io.connectorservice.connectors.v1.StageCredentialsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getStageCredentialsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns what is staged, and which credentials can be gone back to. Names and times, never a value.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetCredentialRotationResponse getCredentialRotation(io.connectorservice.connectors.v1.GetCredentialRotationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetCredentialRotationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Puts the staged credentials in the place of the connector's, as a new version. Those before are kept sealed for
     * `keep_previous_seconds`, in the place of any that an earlier promotion kept.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: `keep_previous_seconds` out of bounds. FAILED_PRECONDITION: nothing
     * is staged, or the connector was changed since those staged were tested: stage them again. ABORTED: `etag` is not the
     * connector's (412 in REST, reason ETAG_MISMATCH), or others keep changing the connector (409).
     * </pre>
     */
    public io.connectorservice.connectors.v1.PromoteCredentialsResponse promoteCredentials(io.connectorservice.connectors.v1.PromoteCredentialsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getPromoteCredentialsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes the previous credentials the connector's again, as a new version. Those that are rolled back are dropped.
     * NOT_FOUND: no such connector. FAILED_PRECONDITION: none are kept: their time is over, or the connector's
     * credentials or destination were changed since the promotion. ABORTED as in PromoteCredentials.
     * </pre>
     */
    public io.connectorservice.connectors.v1.RollBackCredentialsResponse rollBackCredentials(io.connectorservice.connectors.v1.RollBackCredentialsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRollBackCredentialsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Destroys what is staged and what is kept of the previous credentials. The connector's own stay as they are.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.DiscardCredentialRotationResponse discardCredentialRotation(io.connectorservice.connectors.v1.DiscardCredentialRotationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDiscardCredentialRotationMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service CredentialRotationService.
   * <pre>
   * Changes a connector's credentials in two steps. New ones are tested and kept beside those in use (staged), then put in
   * their place (promoted); those before are kept for a while, to go back to. Nothing but these calls uses staged or
   * previous credentials: not a test, not a schedule, not a lease.
   * </pre>
   */
  public static final class CredentialRotationServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<CredentialRotationServiceFutureStub> {
    private CredentialRotationServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CredentialRotationServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CredentialRotationServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Tests the connector as it stands with new credentials, and if the test passes, keeps them staged for a day. The
     * stored ones stay in use. What was staged before is replaced; where the test fails, nothing is stored.
     * A test that fails is an answer with `test.success: false`, not an error.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a field is wrong, or the credentials are too large.
     * ABORTED: the connector was changed during the test. RESOURCE_EXHAUSTED, UNAVAILABLE as in TestConnector.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.StageCredentialsResponse> stageCredentials(
        io.connectorservice.connectors.v1.StageCredentialsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getStageCredentialsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Returns what is staged, and which credentials can be gone back to. Names and times, never a value.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.GetCredentialRotationResponse> getCredentialRotation(
        io.connectorservice.connectors.v1.GetCredentialRotationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetCredentialRotationMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Puts the staged credentials in the place of the connector's, as a new version. Those before are kept sealed for
     * `keep_previous_seconds`, in the place of any that an earlier promotion kept.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: `keep_previous_seconds` out of bounds. FAILED_PRECONDITION: nothing
     * is staged, or the connector was changed since those staged were tested: stage them again. ABORTED: `etag` is not the
     * connector's (412 in REST, reason ETAG_MISMATCH), or others keep changing the connector (409).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.PromoteCredentialsResponse> promoteCredentials(
        io.connectorservice.connectors.v1.PromoteCredentialsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getPromoteCredentialsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Makes the previous credentials the connector's again, as a new version. Those that are rolled back are dropped.
     * NOT_FOUND: no such connector. FAILED_PRECONDITION: none are kept: their time is over, or the connector's
     * credentials or destination were changed since the promotion. ABORTED as in PromoteCredentials.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.RollBackCredentialsResponse> rollBackCredentials(
        io.connectorservice.connectors.v1.RollBackCredentialsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRollBackCredentialsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Destroys what is staged and what is kept of the previous credentials. The connector's own stay as they are.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.DiscardCredentialRotationResponse> discardCredentialRotation(
        io.connectorservice.connectors.v1.DiscardCredentialRotationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDiscardCredentialRotationMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_STAGE_CREDENTIALS = 0;
  private static final int METHODID_GET_CREDENTIAL_ROTATION = 1;
  private static final int METHODID_PROMOTE_CREDENTIALS = 2;
  private static final int METHODID_ROLL_BACK_CREDENTIALS = 3;
  private static final int METHODID_DISCARD_CREDENTIAL_ROTATION = 4;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final AsyncService serviceImpl;
    private final int methodId;

    MethodHandlers(AsyncService serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_STAGE_CREDENTIALS:
          serviceImpl.stageCredentials((io.connectorservice.connectors.v1.StageCredentialsRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.StageCredentialsResponse>) responseObserver);
          break;
        case METHODID_GET_CREDENTIAL_ROTATION:
          serviceImpl.getCredentialRotation((io.connectorservice.connectors.v1.GetCredentialRotationRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetCredentialRotationResponse>) responseObserver);
          break;
        case METHODID_PROMOTE_CREDENTIALS:
          serviceImpl.promoteCredentials((io.connectorservice.connectors.v1.PromoteCredentialsRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.PromoteCredentialsResponse>) responseObserver);
          break;
        case METHODID_ROLL_BACK_CREDENTIALS:
          serviceImpl.rollBackCredentials((io.connectorservice.connectors.v1.RollBackCredentialsRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.RollBackCredentialsResponse>) responseObserver);
          break;
        case METHODID_DISCARD_CREDENTIAL_ROTATION:
          serviceImpl.discardCredentialRotation((io.connectorservice.connectors.v1.DiscardCredentialRotationRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.DiscardCredentialRotationResponse>) responseObserver);
          break;
        default:
          throw new AssertionError();
      }
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public io.grpc.stub.StreamObserver<Req> invoke(
        io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getStageCredentialsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.StageCredentialsRequest,
              io.connectorservice.connectors.v1.StageCredentialsResponse>(
                service, METHODID_STAGE_CREDENTIALS)))
        .addMethod(
          getGetCredentialRotationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.GetCredentialRotationRequest,
              io.connectorservice.connectors.v1.GetCredentialRotationResponse>(
                service, METHODID_GET_CREDENTIAL_ROTATION)))
        .addMethod(
          getPromoteCredentialsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.PromoteCredentialsRequest,
              io.connectorservice.connectors.v1.PromoteCredentialsResponse>(
                service, METHODID_PROMOTE_CREDENTIALS)))
        .addMethod(
          getRollBackCredentialsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.RollBackCredentialsRequest,
              io.connectorservice.connectors.v1.RollBackCredentialsResponse>(
                service, METHODID_ROLL_BACK_CREDENTIALS)))
        .addMethod(
          getDiscardCredentialRotationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.DiscardCredentialRotationRequest,
              io.connectorservice.connectors.v1.DiscardCredentialRotationResponse>(
                service, METHODID_DISCARD_CREDENTIAL_ROTATION)))
        .build();
  }

  private static abstract class CredentialRotationServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    CredentialRotationServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.connectorservice.connectors.v1.CredentialRotationOuterClass.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("CredentialRotationService");
    }
  }

  private static final class CredentialRotationServiceFileDescriptorSupplier
      extends CredentialRotationServiceBaseDescriptorSupplier {
    CredentialRotationServiceFileDescriptorSupplier() {}
  }

  private static final class CredentialRotationServiceMethodDescriptorSupplier
      extends CredentialRotationServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    CredentialRotationServiceMethodDescriptorSupplier(java.lang.String methodName) {
      this.methodName = methodName;
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().findMethodByName(methodName);
    }
  }

  private static volatile io.grpc.ServiceDescriptor serviceDescriptor;

  public static io.grpc.ServiceDescriptor getServiceDescriptor() {
    io.grpc.ServiceDescriptor result = serviceDescriptor;
    if (result == null) {
      synchronized (CredentialRotationServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new CredentialRotationServiceFileDescriptorSupplier())
              .addMethod(getStageCredentialsMethod())
              .addMethod(getGetCredentialRotationMethod())
              .addMethod(getPromoteCredentialsMethod())
              .addMethod(getRollBackCredentialsMethod())
              .addMethod(getDiscardCredentialRotationMethod())
              .build();
        }
      }
    }
    return result;
  }
}
