package io.connectorservice.connectors.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Takes reports of internal services, which have a role of their own.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class SyncServiceGrpc {

  private SyncServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "connectors.v1.SyncService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.RecordSyncRequest,
      io.connectorservice.connectors.v1.RecordSyncResponse> getRecordSyncMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RecordSync",
      requestType = io.connectorservice.connectors.v1.RecordSyncRequest.class,
      responseType = io.connectorservice.connectors.v1.RecordSyncResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.RecordSyncRequest,
      io.connectorservice.connectors.v1.RecordSyncResponse> getRecordSyncMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.RecordSyncRequest, io.connectorservice.connectors.v1.RecordSyncResponse> getRecordSyncMethod;
    if ((getRecordSyncMethod = SyncServiceGrpc.getRecordSyncMethod) == null) {
      synchronized (SyncServiceGrpc.class) {
        if ((getRecordSyncMethod = SyncServiceGrpc.getRecordSyncMethod) == null) {
          SyncServiceGrpc.getRecordSyncMethod = getRecordSyncMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.RecordSyncRequest, io.connectorservice.connectors.v1.RecordSyncResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RecordSync"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.RecordSyncRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.RecordSyncResponse.getDefaultInstance()))
              .setSchemaDescriptor(new SyncServiceMethodDescriptorSupplier("RecordSync"))
              .build();
        }
      }
    }
    return getRecordSyncMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static SyncServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<SyncServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<SyncServiceStub>() {
        @java.lang.Override
        public SyncServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new SyncServiceStub(channel, callOptions);
        }
      };
    return SyncServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static SyncServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<SyncServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<SyncServiceBlockingV2Stub>() {
        @java.lang.Override
        public SyncServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new SyncServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return SyncServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static SyncServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<SyncServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<SyncServiceBlockingStub>() {
        @java.lang.Override
        public SyncServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new SyncServiceBlockingStub(channel, callOptions);
        }
      };
    return SyncServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static SyncServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<SyncServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<SyncServiceFutureStub>() {
        @java.lang.Override
        public SyncServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new SyncServiceFutureStub(channel, callOptions);
        }
      };
    return SyncServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Takes reports of internal services, which have a role of their own.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Keeps how many rows a sync moved and when it ended, as the connector's `last_sync_row_count` and `last_sync_at`.
     * A report of a sync that ended before the one that is stored changes nothing.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a negative count, an end in the future.
     * </pre>
     */
    default void recordSync(io.connectorservice.connectors.v1.RecordSyncRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.RecordSyncResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRecordSyncMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service SyncService.
   * <pre>
   * Takes reports of internal services, which have a role of their own.
   * </pre>
   */
  public static abstract class SyncServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return SyncServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service SyncService.
   * <pre>
   * Takes reports of internal services, which have a role of their own.
   * </pre>
   */
  public static final class SyncServiceStub
      extends io.grpc.stub.AbstractAsyncStub<SyncServiceStub> {
    private SyncServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected SyncServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new SyncServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Keeps how many rows a sync moved and when it ended, as the connector's `last_sync_row_count` and `last_sync_at`.
     * A report of a sync that ended before the one that is stored changes nothing.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a negative count, an end in the future.
     * </pre>
     */
    public void recordSync(io.connectorservice.connectors.v1.RecordSyncRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.RecordSyncResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRecordSyncMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service SyncService.
   * <pre>
   * Takes reports of internal services, which have a role of their own.
   * </pre>
   */
  public static final class SyncServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<SyncServiceBlockingV2Stub> {
    private SyncServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected SyncServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new SyncServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Keeps how many rows a sync moved and when it ended, as the connector's `last_sync_row_count` and `last_sync_at`.
     * A report of a sync that ended before the one that is stored changes nothing.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a negative count, an end in the future.
     * </pre>
     */
    public io.connectorservice.connectors.v1.RecordSyncResponse recordSync(io.connectorservice.connectors.v1.RecordSyncRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRecordSyncMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service SyncService.
   * <pre>
   * Takes reports of internal services, which have a role of their own.
   * </pre>
   */
  public static final class SyncServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<SyncServiceBlockingStub> {
    private SyncServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected SyncServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new SyncServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Keeps how many rows a sync moved and when it ended, as the connector's `last_sync_row_count` and `last_sync_at`.
     * A report of a sync that ended before the one that is stored changes nothing.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a negative count, an end in the future.
     * </pre>
     */
    public io.connectorservice.connectors.v1.RecordSyncResponse recordSync(io.connectorservice.connectors.v1.RecordSyncRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRecordSyncMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service SyncService.
   * <pre>
   * Takes reports of internal services, which have a role of their own.
   * </pre>
   */
  public static final class SyncServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<SyncServiceFutureStub> {
    private SyncServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected SyncServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new SyncServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Keeps how many rows a sync moved and when it ended, as the connector's `last_sync_row_count` and `last_sync_at`.
     * A report of a sync that ended before the one that is stored changes nothing.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a negative count, an end in the future.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.RecordSyncResponse> recordSync(
        io.connectorservice.connectors.v1.RecordSyncRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRecordSyncMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_RECORD_SYNC = 0;

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
        case METHODID_RECORD_SYNC:
          serviceImpl.recordSync((io.connectorservice.connectors.v1.RecordSyncRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.RecordSyncResponse>) responseObserver);
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
          getRecordSyncMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.RecordSyncRequest,
              io.connectorservice.connectors.v1.RecordSyncResponse>(
                service, METHODID_RECORD_SYNC)))
        .build();
  }

  private static abstract class SyncServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    SyncServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.connectorservice.connectors.v1.Sync.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("SyncService");
    }
  }

  private static final class SyncServiceFileDescriptorSupplier
      extends SyncServiceBaseDescriptorSupplier {
    SyncServiceFileDescriptorSupplier() {}
  }

  private static final class SyncServiceMethodDescriptorSupplier
      extends SyncServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    SyncServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (SyncServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new SyncServiceFileDescriptorSupplier())
              .addMethod(getRecordSyncMethod())
              .build();
        }
      }
    }
    return result;
  }
}
