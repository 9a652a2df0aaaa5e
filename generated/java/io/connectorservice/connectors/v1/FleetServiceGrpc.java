package io.connectorservice.connectors.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Deals with a tenant's connectors as a whole.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class FleetServiceGrpc {

  private FleetServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "connectors.v1.FleetService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.TestConnectorsRequest,
      io.connectorservice.connectors.v1.TestConnectorsResponse> getTestConnectorsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "TestConnectors",
      requestType = io.connectorservice.connectors.v1.TestConnectorsRequest.class,
      responseType = io.connectorservice.connectors.v1.TestConnectorsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.TestConnectorsRequest,
      io.connectorservice.connectors.v1.TestConnectorsResponse> getTestConnectorsMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.TestConnectorsRequest, io.connectorservice.connectors.v1.TestConnectorsResponse> getTestConnectorsMethod;
    if ((getTestConnectorsMethod = FleetServiceGrpc.getTestConnectorsMethod) == null) {
      synchronized (FleetServiceGrpc.class) {
        if ((getTestConnectorsMethod = FleetServiceGrpc.getTestConnectorsMethod) == null) {
          FleetServiceGrpc.getTestConnectorsMethod = getTestConnectorsMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.TestConnectorsRequest, io.connectorservice.connectors.v1.TestConnectorsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "TestConnectors"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.TestConnectorsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.TestConnectorsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new FleetServiceMethodDescriptorSupplier("TestConnectors"))
              .build();
        }
      }
    }
    return getTestConnectorsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.WatchConnectorsRequest,
      io.connectorservice.connectors.v1.WatchConnectorsResponse> getWatchConnectorsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "WatchConnectors",
      requestType = io.connectorservice.connectors.v1.WatchConnectorsRequest.class,
      responseType = io.connectorservice.connectors.v1.WatchConnectorsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.WatchConnectorsRequest,
      io.connectorservice.connectors.v1.WatchConnectorsResponse> getWatchConnectorsMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.WatchConnectorsRequest, io.connectorservice.connectors.v1.WatchConnectorsResponse> getWatchConnectorsMethod;
    if ((getWatchConnectorsMethod = FleetServiceGrpc.getWatchConnectorsMethod) == null) {
      synchronized (FleetServiceGrpc.class) {
        if ((getWatchConnectorsMethod = FleetServiceGrpc.getWatchConnectorsMethod) == null) {
          FleetServiceGrpc.getWatchConnectorsMethod = getWatchConnectorsMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.WatchConnectorsRequest, io.connectorservice.connectors.v1.WatchConnectorsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "WatchConnectors"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.WatchConnectorsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.WatchConnectorsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new FleetServiceMethodDescriptorSupplier("WatchConnectors"))
              .build();
        }
      }
    }
    return getWatchConnectorsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static FleetServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<FleetServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<FleetServiceStub>() {
        @java.lang.Override
        public FleetServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new FleetServiceStub(channel, callOptions);
        }
      };
    return FleetServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static FleetServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<FleetServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<FleetServiceBlockingV2Stub>() {
        @java.lang.Override
        public FleetServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new FleetServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return FleetServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static FleetServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<FleetServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<FleetServiceBlockingStub>() {
        @java.lang.Override
        public FleetServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new FleetServiceBlockingStub(channel, callOptions);
        }
      };
    return FleetServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static FleetServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<FleetServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<FleetServiceFutureStub>() {
        @java.lang.Override
        public FleetServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new FleetServiceFutureStub(channel, callOptions);
        }
      };
    return FleetServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Deals with a tenant's connectors as a whole.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Tests many connectors, each as TestConnector does, and tells of each as it happens. Over REST the answers are
     * Server-Sent Events.
     * It waits where TestConnector refuses: each test takes from a rate of its own, as large as TestConnector's, so that
     * a fleet keeps nobody from testing one connector. A test that cannot be made is an answer, `refused`, not an error.
     * Leaving ends what is under way. Coming back with the last `resume_token` goes on: what was tested meanwhile and not
     * yet told is told, and not tested again.
     * INVALID_ARGUMENT: ids beside a filter, too many ids, a filter or token that cannot be read.
     * </pre>
     */
    default void testConnectors(io.connectorservice.connectors.v1.TestConnectorsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.TestConnectorsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getTestConnectorsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells what happens to the tenant's connectors, in order, as it happens; over REST as Server-Sent Events. The first
     * answer, OPENED, says where it begins: list the connectors after it, then apply what follows.
     * A stream that breaks goes on after the last `revision`: no event is left out, told twice or out of order, whichever
     * replica it was made in. It ends by itself after an hour, with UNAVAILABLE: go on in the same way.
     * OUT_OF_RANGE: what came after that revision is not kept any more. INVALID_ARGUMENT: not a revision.
     * </pre>
     */
    default void watchConnectors(io.connectorservice.connectors.v1.WatchConnectorsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.WatchConnectorsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWatchConnectorsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service FleetService.
   * <pre>
   * Deals with a tenant's connectors as a whole.
   * </pre>
   */
  public static abstract class FleetServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return FleetServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service FleetService.
   * <pre>
   * Deals with a tenant's connectors as a whole.
   * </pre>
   */
  public static final class FleetServiceStub
      extends io.grpc.stub.AbstractAsyncStub<FleetServiceStub> {
    private FleetServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected FleetServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new FleetServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Tests many connectors, each as TestConnector does, and tells of each as it happens. Over REST the answers are
     * Server-Sent Events.
     * It waits where TestConnector refuses: each test takes from a rate of its own, as large as TestConnector's, so that
     * a fleet keeps nobody from testing one connector. A test that cannot be made is an answer, `refused`, not an error.
     * Leaving ends what is under way. Coming back with the last `resume_token` goes on: what was tested meanwhile and not
     * yet told is told, and not tested again.
     * INVALID_ARGUMENT: ids beside a filter, too many ids, a filter or token that cannot be read.
     * </pre>
     */
    public void testConnectors(io.connectorservice.connectors.v1.TestConnectorsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.TestConnectorsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getTestConnectorsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells what happens to the tenant's connectors, in order, as it happens; over REST as Server-Sent Events. The first
     * answer, OPENED, says where it begins: list the connectors after it, then apply what follows.
     * A stream that breaks goes on after the last `revision`: no event is left out, told twice or out of order, whichever
     * replica it was made in. It ends by itself after an hour, with UNAVAILABLE: go on in the same way.
     * OUT_OF_RANGE: what came after that revision is not kept any more. INVALID_ARGUMENT: not a revision.
     * </pre>
     */
    public void watchConnectors(io.connectorservice.connectors.v1.WatchConnectorsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.WatchConnectorsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWatchConnectorsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service FleetService.
   * <pre>
   * Deals with a tenant's connectors as a whole.
   * </pre>
   */
  public static final class FleetServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<FleetServiceBlockingV2Stub> {
    private FleetServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected FleetServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new FleetServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Tests many connectors, each as TestConnector does, and tells of each as it happens. Over REST the answers are
     * Server-Sent Events.
     * It waits where TestConnector refuses: each test takes from a rate of its own, as large as TestConnector's, so that
     * a fleet keeps nobody from testing one connector. A test that cannot be made is an answer, `refused`, not an error.
     * Leaving ends what is under way. Coming back with the last `resume_token` goes on: what was tested meanwhile and not
     * yet told is told, and not tested again.
     * INVALID_ARGUMENT: ids beside a filter, too many ids, a filter or token that cannot be read.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.connectorservice.connectors.v1.TestConnectorsResponse>
        testConnectors(io.connectorservice.connectors.v1.TestConnectorsRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getTestConnectorsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells what happens to the tenant's connectors, in order, as it happens; over REST as Server-Sent Events. The first
     * answer, OPENED, says where it begins: list the connectors after it, then apply what follows.
     * A stream that breaks goes on after the last `revision`: no event is left out, told twice or out of order, whichever
     * replica it was made in. It ends by itself after an hour, with UNAVAILABLE: go on in the same way.
     * OUT_OF_RANGE: what came after that revision is not kept any more. INVALID_ARGUMENT: not a revision.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.connectorservice.connectors.v1.WatchConnectorsResponse>
        watchConnectors(io.connectorservice.connectors.v1.WatchConnectorsRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getWatchConnectorsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service FleetService.
   * <pre>
   * Deals with a tenant's connectors as a whole.
   * </pre>
   */
  public static final class FleetServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<FleetServiceBlockingStub> {
    private FleetServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected FleetServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new FleetServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Tests many connectors, each as TestConnector does, and tells of each as it happens. Over REST the answers are
     * Server-Sent Events.
     * It waits where TestConnector refuses: each test takes from a rate of its own, as large as TestConnector's, so that
     * a fleet keeps nobody from testing one connector. A test that cannot be made is an answer, `refused`, not an error.
     * Leaving ends what is under way. Coming back with the last `resume_token` goes on: what was tested meanwhile and not
     * yet told is told, and not tested again.
     * INVALID_ARGUMENT: ids beside a filter, too many ids, a filter or token that cannot be read.
     * </pre>
     */
    public java.util.Iterator<io.connectorservice.connectors.v1.TestConnectorsResponse> testConnectors(
        io.connectorservice.connectors.v1.TestConnectorsRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getTestConnectorsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells what happens to the tenant's connectors, in order, as it happens; over REST as Server-Sent Events. The first
     * answer, OPENED, says where it begins: list the connectors after it, then apply what follows.
     * A stream that breaks goes on after the last `revision`: no event is left out, told twice or out of order, whichever
     * replica it was made in. It ends by itself after an hour, with UNAVAILABLE: go on in the same way.
     * OUT_OF_RANGE: what came after that revision is not kept any more. INVALID_ARGUMENT: not a revision.
     * </pre>
     */
    public java.util.Iterator<io.connectorservice.connectors.v1.WatchConnectorsResponse> watchConnectors(
        io.connectorservice.connectors.v1.WatchConnectorsRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWatchConnectorsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service FleetService.
   * <pre>
   * Deals with a tenant's connectors as a whole.
   * </pre>
   */
  public static final class FleetServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<FleetServiceFutureStub> {
    private FleetServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected FleetServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new FleetServiceFutureStub(channel, callOptions);
    }
  }

  private static final int METHODID_TEST_CONNECTORS = 0;
  private static final int METHODID_WATCH_CONNECTORS = 1;

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
        case METHODID_TEST_CONNECTORS:
          serviceImpl.testConnectors((io.connectorservice.connectors.v1.TestConnectorsRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.TestConnectorsResponse>) responseObserver);
          break;
        case METHODID_WATCH_CONNECTORS:
          serviceImpl.watchConnectors((io.connectorservice.connectors.v1.WatchConnectorsRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.WatchConnectorsResponse>) responseObserver);
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
          getTestConnectorsMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.TestConnectorsRequest,
              io.connectorservice.connectors.v1.TestConnectorsResponse>(
                service, METHODID_TEST_CONNECTORS)))
        .addMethod(
          getWatchConnectorsMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.WatchConnectorsRequest,
              io.connectorservice.connectors.v1.WatchConnectorsResponse>(
                service, METHODID_WATCH_CONNECTORS)))
        .build();
  }

  private static abstract class FleetServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    FleetServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.connectorservice.connectors.v1.Fleet.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("FleetService");
    }
  }

  private static final class FleetServiceFileDescriptorSupplier
      extends FleetServiceBaseDescriptorSupplier {
    FleetServiceFileDescriptorSupplier() {}
  }

  private static final class FleetServiceMethodDescriptorSupplier
      extends FleetServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    FleetServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (FleetServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new FleetServiceFileDescriptorSupplier())
              .addMethod(getTestConnectorsMethod())
              .addMethod(getWatchConnectorsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
