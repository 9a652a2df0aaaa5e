package io.connectorservice.connectors.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Says how often connectors are tested by themselves, so that their status stays fresh. Each test is made once, by
 * whichever replica takes it, on a budget beside what callers may test. Parked (`inactive`) connectors are left alone;
 * those that fail again and again are tested less and less often, down to an eighth.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class ScheduleServiceGrpc {

  private ScheduleServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "connectors.v1.ScheduleService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetCheckScheduleRequest,
      io.connectorservice.connectors.v1.GetCheckScheduleResponse> getGetCheckScheduleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetCheckSchedule",
      requestType = io.connectorservice.connectors.v1.GetCheckScheduleRequest.class,
      responseType = io.connectorservice.connectors.v1.GetCheckScheduleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetCheckScheduleRequest,
      io.connectorservice.connectors.v1.GetCheckScheduleResponse> getGetCheckScheduleMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetCheckScheduleRequest, io.connectorservice.connectors.v1.GetCheckScheduleResponse> getGetCheckScheduleMethod;
    if ((getGetCheckScheduleMethod = ScheduleServiceGrpc.getGetCheckScheduleMethod) == null) {
      synchronized (ScheduleServiceGrpc.class) {
        if ((getGetCheckScheduleMethod = ScheduleServiceGrpc.getGetCheckScheduleMethod) == null) {
          ScheduleServiceGrpc.getGetCheckScheduleMethod = getGetCheckScheduleMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.GetCheckScheduleRequest, io.connectorservice.connectors.v1.GetCheckScheduleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetCheckSchedule"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetCheckScheduleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetCheckScheduleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ScheduleServiceMethodDescriptorSupplier("GetCheckSchedule"))
              .build();
        }
      }
    }
    return getGetCheckScheduleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.SetCheckScheduleRequest,
      io.connectorservice.connectors.v1.SetCheckScheduleResponse> getSetCheckScheduleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SetCheckSchedule",
      requestType = io.connectorservice.connectors.v1.SetCheckScheduleRequest.class,
      responseType = io.connectorservice.connectors.v1.SetCheckScheduleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.SetCheckScheduleRequest,
      io.connectorservice.connectors.v1.SetCheckScheduleResponse> getSetCheckScheduleMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.SetCheckScheduleRequest, io.connectorservice.connectors.v1.SetCheckScheduleResponse> getSetCheckScheduleMethod;
    if ((getSetCheckScheduleMethod = ScheduleServiceGrpc.getSetCheckScheduleMethod) == null) {
      synchronized (ScheduleServiceGrpc.class) {
        if ((getSetCheckScheduleMethod = ScheduleServiceGrpc.getSetCheckScheduleMethod) == null) {
          ScheduleServiceGrpc.getSetCheckScheduleMethod = getSetCheckScheduleMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.SetCheckScheduleRequest, io.connectorservice.connectors.v1.SetCheckScheduleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SetCheckSchedule"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.SetCheckScheduleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.SetCheckScheduleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ScheduleServiceMethodDescriptorSupplier("SetCheckSchedule"))
              .build();
        }
      }
    }
    return getSetCheckScheduleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetDefaultCheckScheduleRequest,
      io.connectorservice.connectors.v1.GetDefaultCheckScheduleResponse> getGetDefaultCheckScheduleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetDefaultCheckSchedule",
      requestType = io.connectorservice.connectors.v1.GetDefaultCheckScheduleRequest.class,
      responseType = io.connectorservice.connectors.v1.GetDefaultCheckScheduleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetDefaultCheckScheduleRequest,
      io.connectorservice.connectors.v1.GetDefaultCheckScheduleResponse> getGetDefaultCheckScheduleMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetDefaultCheckScheduleRequest, io.connectorservice.connectors.v1.GetDefaultCheckScheduleResponse> getGetDefaultCheckScheduleMethod;
    if ((getGetDefaultCheckScheduleMethod = ScheduleServiceGrpc.getGetDefaultCheckScheduleMethod) == null) {
      synchronized (ScheduleServiceGrpc.class) {
        if ((getGetDefaultCheckScheduleMethod = ScheduleServiceGrpc.getGetDefaultCheckScheduleMethod) == null) {
          ScheduleServiceGrpc.getGetDefaultCheckScheduleMethod = getGetDefaultCheckScheduleMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.GetDefaultCheckScheduleRequest, io.connectorservice.connectors.v1.GetDefaultCheckScheduleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetDefaultCheckSchedule"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetDefaultCheckScheduleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetDefaultCheckScheduleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ScheduleServiceMethodDescriptorSupplier("GetDefaultCheckSchedule"))
              .build();
        }
      }
    }
    return getGetDefaultCheckScheduleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.SetDefaultCheckScheduleRequest,
      io.connectorservice.connectors.v1.SetDefaultCheckScheduleResponse> getSetDefaultCheckScheduleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SetDefaultCheckSchedule",
      requestType = io.connectorservice.connectors.v1.SetDefaultCheckScheduleRequest.class,
      responseType = io.connectorservice.connectors.v1.SetDefaultCheckScheduleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.SetDefaultCheckScheduleRequest,
      io.connectorservice.connectors.v1.SetDefaultCheckScheduleResponse> getSetDefaultCheckScheduleMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.SetDefaultCheckScheduleRequest, io.connectorservice.connectors.v1.SetDefaultCheckScheduleResponse> getSetDefaultCheckScheduleMethod;
    if ((getSetDefaultCheckScheduleMethod = ScheduleServiceGrpc.getSetDefaultCheckScheduleMethod) == null) {
      synchronized (ScheduleServiceGrpc.class) {
        if ((getSetDefaultCheckScheduleMethod = ScheduleServiceGrpc.getSetDefaultCheckScheduleMethod) == null) {
          ScheduleServiceGrpc.getSetDefaultCheckScheduleMethod = getSetDefaultCheckScheduleMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.SetDefaultCheckScheduleRequest, io.connectorservice.connectors.v1.SetDefaultCheckScheduleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SetDefaultCheckSchedule"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.SetDefaultCheckScheduleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.SetDefaultCheckScheduleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ScheduleServiceMethodDescriptorSupplier("SetDefaultCheckSchedule"))
              .build();
        }
      }
    }
    return getSetDefaultCheckScheduleMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static ScheduleServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ScheduleServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ScheduleServiceStub>() {
        @java.lang.Override
        public ScheduleServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ScheduleServiceStub(channel, callOptions);
        }
      };
    return ScheduleServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static ScheduleServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ScheduleServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ScheduleServiceBlockingV2Stub>() {
        @java.lang.Override
        public ScheduleServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ScheduleServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return ScheduleServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static ScheduleServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ScheduleServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ScheduleServiceBlockingStub>() {
        @java.lang.Override
        public ScheduleServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ScheduleServiceBlockingStub(channel, callOptions);
        }
      };
    return ScheduleServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static ScheduleServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ScheduleServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ScheduleServiceFutureStub>() {
        @java.lang.Override
        public ScheduleServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ScheduleServiceFutureStub(channel, callOptions);
        }
      };
    return ScheduleServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Says how often connectors are tested by themselves, so that their status stays fresh. Each test is made once, by
   * whichever replica takes it, on a budget beside what callers may test. Parked (`inactive`) connectors are left alone;
   * those that fail again and again are tested less and less often, down to an eighth.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Returns when a connector is tested by itself.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    default void getCheckSchedule(io.connectorservice.connectors.v1.GetCheckScheduleRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetCheckScheduleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetCheckScheduleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says how often a connector is tested by itself.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: an interval out of bounds.
     * </pre>
     */
    default void setCheckSchedule(io.connectorservice.connectors.v1.SetCheckScheduleRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.SetCheckScheduleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSetCheckScheduleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Returns how often the tenant's connectors are tested that have no interval of their own.
     * </pre>
     */
    default void getDefaultCheckSchedule(io.connectorservice.connectors.v1.GetDefaultCheckScheduleRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetDefaultCheckScheduleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetDefaultCheckScheduleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says how often the tenant's connectors are tested that have no interval of their own.
     * INVALID_ARGUMENT: an interval out of bounds.
     * </pre>
     */
    default void setDefaultCheckSchedule(io.connectorservice.connectors.v1.SetDefaultCheckScheduleRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.SetDefaultCheckScheduleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSetDefaultCheckScheduleMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service ScheduleService.
   * <pre>
   * Says how often connectors are tested by themselves, so that their status stays fresh. Each test is made once, by
   * whichever replica takes it, on a budget beside what callers may test. Parked (`inactive`) connectors are left alone;
   * those that fail again and again are tested less and less often, down to an eighth.
   * </pre>
   */
  public static abstract class ScheduleServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return ScheduleServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service ScheduleService.
   * <pre>
   * Says how often connectors are tested by themselves, so that their status stays fresh. Each test is made once, by
   * whichever replica takes it, on a budget beside what callers may test. Parked (`inactive`) connectors are left alone;
   * those that fail again and again are tested less and less often, down to an eighth.
   * </pre>
   */
  public static final class ScheduleServiceStub
      extends io.grpc.stub.AbstractAsyncStub<ScheduleServiceStub> {
    private ScheduleServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ScheduleServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ScheduleServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Returns when a connector is tested by itself.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public void getCheckSchedule(io.connectorservice.connectors.v1.GetCheckScheduleRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetCheckScheduleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetCheckScheduleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says how often a connector is tested by itself.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: an interval out of bounds.
     * </pre>
     */
    public void setCheckSchedule(io.connectorservice.connectors.v1.SetCheckScheduleRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.SetCheckScheduleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSetCheckScheduleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Returns how often the tenant's connectors are tested that have no interval of their own.
     * </pre>
     */
    public void getDefaultCheckSchedule(io.connectorservice.connectors.v1.GetDefaultCheckScheduleRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetDefaultCheckScheduleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetDefaultCheckScheduleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says how often the tenant's connectors are tested that have no interval of their own.
     * INVALID_ARGUMENT: an interval out of bounds.
     * </pre>
     */
    public void setDefaultCheckSchedule(io.connectorservice.connectors.v1.SetDefaultCheckScheduleRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.SetDefaultCheckScheduleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSetDefaultCheckScheduleMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service ScheduleService.
   * <pre>
   * Says how often connectors are tested by themselves, so that their status stays fresh. Each test is made once, by
   * whichever replica takes it, on a budget beside what callers may test. Parked (`inactive`) connectors are left alone;
   * those that fail again and again are tested less and less often, down to an eighth.
   * </pre>
   */
  public static final class ScheduleServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<ScheduleServiceBlockingV2Stub> {
    private ScheduleServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ScheduleServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ScheduleServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Returns when a connector is tested by itself.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetCheckScheduleResponse getCheckSchedule(io.connectorservice.connectors.v1.GetCheckScheduleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetCheckScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says how often a connector is tested by itself.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: an interval out of bounds.
     * </pre>
     */
    public io.connectorservice.connectors.v1.SetCheckScheduleResponse setCheckSchedule(io.connectorservice.connectors.v1.SetCheckScheduleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSetCheckScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns how often the tenant's connectors are tested that have no interval of their own.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetDefaultCheckScheduleResponse getDefaultCheckSchedule(io.connectorservice.connectors.v1.GetDefaultCheckScheduleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetDefaultCheckScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says how often the tenant's connectors are tested that have no interval of their own.
     * INVALID_ARGUMENT: an interval out of bounds.
     * </pre>
     */
    public io.connectorservice.connectors.v1.SetDefaultCheckScheduleResponse setDefaultCheckSchedule(io.connectorservice.connectors.v1.SetDefaultCheckScheduleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSetDefaultCheckScheduleMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service ScheduleService.
   * <pre>
   * Says how often connectors are tested by themselves, so that their status stays fresh. Each test is made once, by
   * whichever replica takes it, on a budget beside what callers may test. Parked (`inactive`) connectors are left alone;
   * those that fail again and again are tested less and less often, down to an eighth.
   * </pre>
   */
  public static final class ScheduleServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<ScheduleServiceBlockingStub> {
    private ScheduleServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ScheduleServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ScheduleServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Returns when a connector is tested by itself.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetCheckScheduleResponse getCheckSchedule(io.connectorservice.connectors.v1.GetCheckScheduleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetCheckScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says how often a connector is tested by itself.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: an interval out of bounds.
     * </pre>
     */
    public io.connectorservice.connectors.v1.SetCheckScheduleResponse setCheckSchedule(io.connectorservice.connectors.v1.SetCheckScheduleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSetCheckScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns how often the tenant's connectors are tested that have no interval of their own.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetDefaultCheckScheduleResponse getDefaultCheckSchedule(io.connectorservice.connectors.v1.GetDefaultCheckScheduleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetDefaultCheckScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says how often the tenant's connectors are tested that have no interval of their own.
     * INVALID_ARGUMENT: an interval out of bounds.
     * </pre>
     */
    public io.connectorservice.connectors.v1.SetDefaultCheckScheduleResponse setDefaultCheckSchedule(io.connectorservice.connectors.v1.SetDefaultCheckScheduleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSetDefaultCheckScheduleMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service ScheduleService.
   * <pre>
   * Says how often connectors are tested by themselves, so that their status stays fresh. Each test is made once, by
   * whichever replica takes it, on a budget beside what callers may test. Parked (`inactive`) connectors are left alone;
   * those that fail again and again are tested less and less often, down to an eighth.
   * </pre>
   */
  public static final class ScheduleServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<ScheduleServiceFutureStub> {
    private ScheduleServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ScheduleServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ScheduleServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Returns when a connector is tested by itself.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.GetCheckScheduleResponse> getCheckSchedule(
        io.connectorservice.connectors.v1.GetCheckScheduleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetCheckScheduleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says how often a connector is tested by itself.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: an interval out of bounds.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.SetCheckScheduleResponse> setCheckSchedule(
        io.connectorservice.connectors.v1.SetCheckScheduleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSetCheckScheduleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Returns how often the tenant's connectors are tested that have no interval of their own.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.GetDefaultCheckScheduleResponse> getDefaultCheckSchedule(
        io.connectorservice.connectors.v1.GetDefaultCheckScheduleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetDefaultCheckScheduleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says how often the tenant's connectors are tested that have no interval of their own.
     * INVALID_ARGUMENT: an interval out of bounds.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.SetDefaultCheckScheduleResponse> setDefaultCheckSchedule(
        io.connectorservice.connectors.v1.SetDefaultCheckScheduleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSetDefaultCheckScheduleMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_GET_CHECK_SCHEDULE = 0;
  private static final int METHODID_SET_CHECK_SCHEDULE = 1;
  private static final int METHODID_GET_DEFAULT_CHECK_SCHEDULE = 2;
  private static final int METHODID_SET_DEFAULT_CHECK_SCHEDULE = 3;

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
        case METHODID_GET_CHECK_SCHEDULE:
          serviceImpl.getCheckSchedule((io.connectorservice.connectors.v1.GetCheckScheduleRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetCheckScheduleResponse>) responseObserver);
          break;
        case METHODID_SET_CHECK_SCHEDULE:
          serviceImpl.setCheckSchedule((io.connectorservice.connectors.v1.SetCheckScheduleRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.SetCheckScheduleResponse>) responseObserver);
          break;
        case METHODID_GET_DEFAULT_CHECK_SCHEDULE:
          serviceImpl.getDefaultCheckSchedule((io.connectorservice.connectors.v1.GetDefaultCheckScheduleRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetDefaultCheckScheduleResponse>) responseObserver);
          break;
        case METHODID_SET_DEFAULT_CHECK_SCHEDULE:
          serviceImpl.setDefaultCheckSchedule((io.connectorservice.connectors.v1.SetDefaultCheckScheduleRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.SetDefaultCheckScheduleResponse>) responseObserver);
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
          getGetCheckScheduleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.GetCheckScheduleRequest,
              io.connectorservice.connectors.v1.GetCheckScheduleResponse>(
                service, METHODID_GET_CHECK_SCHEDULE)))
        .addMethod(
          getSetCheckScheduleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.SetCheckScheduleRequest,
              io.connectorservice.connectors.v1.SetCheckScheduleResponse>(
                service, METHODID_SET_CHECK_SCHEDULE)))
        .addMethod(
          getGetDefaultCheckScheduleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.GetDefaultCheckScheduleRequest,
              io.connectorservice.connectors.v1.GetDefaultCheckScheduleResponse>(
                service, METHODID_GET_DEFAULT_CHECK_SCHEDULE)))
        .addMethod(
          getSetDefaultCheckScheduleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.SetDefaultCheckScheduleRequest,
              io.connectorservice.connectors.v1.SetDefaultCheckScheduleResponse>(
                service, METHODID_SET_DEFAULT_CHECK_SCHEDULE)))
        .build();
  }

  private static abstract class ScheduleServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    ScheduleServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.connectorservice.connectors.v1.Schedule.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("ScheduleService");
    }
  }

  private static final class ScheduleServiceFileDescriptorSupplier
      extends ScheduleServiceBaseDescriptorSupplier {
    ScheduleServiceFileDescriptorSupplier() {}
  }

  private static final class ScheduleServiceMethodDescriptorSupplier
      extends ScheduleServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    ScheduleServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (ScheduleServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new ScheduleServiceFileDescriptorSupplier())
              .addMethod(getGetCheckScheduleMethod())
              .addMethod(getSetCheckScheduleMethod())
              .addMethod(getGetDefaultCheckScheduleMethod())
              .addMethod(getSetDefaultCheckScheduleMethod())
              .build();
        }
      }
    }
    return result;
  }
}
