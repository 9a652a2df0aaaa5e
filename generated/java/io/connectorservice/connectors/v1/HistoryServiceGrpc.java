package io.connectorservice.connectors.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Tells what tests found over time. Runs are kept as long as the operator says, and go with their connector.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class HistoryServiceGrpc {

  private HistoryServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "connectors.v1.HistoryService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ListTestRunsRequest,
      io.connectorservice.connectors.v1.ListTestRunsResponse> getListTestRunsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListTestRuns",
      requestType = io.connectorservice.connectors.v1.ListTestRunsRequest.class,
      responseType = io.connectorservice.connectors.v1.ListTestRunsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ListTestRunsRequest,
      io.connectorservice.connectors.v1.ListTestRunsResponse> getListTestRunsMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ListTestRunsRequest, io.connectorservice.connectors.v1.ListTestRunsResponse> getListTestRunsMethod;
    if ((getListTestRunsMethod = HistoryServiceGrpc.getListTestRunsMethod) == null) {
      synchronized (HistoryServiceGrpc.class) {
        if ((getListTestRunsMethod = HistoryServiceGrpc.getListTestRunsMethod) == null) {
          HistoryServiceGrpc.getListTestRunsMethod = getListTestRunsMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.ListTestRunsRequest, io.connectorservice.connectors.v1.ListTestRunsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListTestRuns"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ListTestRunsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ListTestRunsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new HistoryServiceMethodDescriptorSupplier("ListTestRuns"))
              .build();
        }
      }
    }
    return getListTestRunsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetConnectorHistoryRequest,
      io.connectorservice.connectors.v1.GetConnectorHistoryResponse> getGetConnectorHistoryMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetConnectorHistory",
      requestType = io.connectorservice.connectors.v1.GetConnectorHistoryRequest.class,
      responseType = io.connectorservice.connectors.v1.GetConnectorHistoryResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetConnectorHistoryRequest,
      io.connectorservice.connectors.v1.GetConnectorHistoryResponse> getGetConnectorHistoryMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetConnectorHistoryRequest, io.connectorservice.connectors.v1.GetConnectorHistoryResponse> getGetConnectorHistoryMethod;
    if ((getGetConnectorHistoryMethod = HistoryServiceGrpc.getGetConnectorHistoryMethod) == null) {
      synchronized (HistoryServiceGrpc.class) {
        if ((getGetConnectorHistoryMethod = HistoryServiceGrpc.getGetConnectorHistoryMethod) == null) {
          HistoryServiceGrpc.getGetConnectorHistoryMethod = getGetConnectorHistoryMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.GetConnectorHistoryRequest, io.connectorservice.connectors.v1.GetConnectorHistoryResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetConnectorHistory"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetConnectorHistoryRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetConnectorHistoryResponse.getDefaultInstance()))
              .setSchemaDescriptor(new HistoryServiceMethodDescriptorSupplier("GetConnectorHistory"))
              .build();
        }
      }
    }
    return getGetConnectorHistoryMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static HistoryServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<HistoryServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<HistoryServiceStub>() {
        @java.lang.Override
        public HistoryServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new HistoryServiceStub(channel, callOptions);
        }
      };
    return HistoryServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static HistoryServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<HistoryServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<HistoryServiceBlockingV2Stub>() {
        @java.lang.Override
        public HistoryServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new HistoryServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return HistoryServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static HistoryServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<HistoryServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<HistoryServiceBlockingStub>() {
        @java.lang.Override
        public HistoryServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new HistoryServiceBlockingStub(channel, callOptions);
        }
      };
    return HistoryServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static HistoryServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<HistoryServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<HistoryServiceFutureStub>() {
        @java.lang.Override
        public HistoryServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new HistoryServiceFutureStub(channel, callOptions);
        }
      };
    return HistoryServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Tells what tests found over time. Runs are kept as long as the operator says, and go with their connector.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Lists a connector's test runs, newest first. A test that an open circuit refused is not among them: no probe was made.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: `limit` below 1, a malformed cursor, an end before
     * its start.
     * </pre>
     */
    default void listTestRuns(io.connectorservice.connectors.v1.ListTestRunsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ListTestRunsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListTestRunsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Returns how a connector's tests went: a series to plot, the streak it is in, and what was changed since it last
     * worked.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: `days` out of bounds.
     * </pre>
     */
    default void getConnectorHistory(io.connectorservice.connectors.v1.GetConnectorHistoryRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetConnectorHistoryResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetConnectorHistoryMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service HistoryService.
   * <pre>
   * Tells what tests found over time. Runs are kept as long as the operator says, and go with their connector.
   * </pre>
   */
  public static abstract class HistoryServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return HistoryServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service HistoryService.
   * <pre>
   * Tells what tests found over time. Runs are kept as long as the operator says, and go with their connector.
   * </pre>
   */
  public static final class HistoryServiceStub
      extends io.grpc.stub.AbstractAsyncStub<HistoryServiceStub> {
    private HistoryServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected HistoryServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new HistoryServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists a connector's test runs, newest first. A test that an open circuit refused is not among them: no probe was made.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: `limit` below 1, a malformed cursor, an end before
     * its start.
     * </pre>
     */
    public void listTestRuns(io.connectorservice.connectors.v1.ListTestRunsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ListTestRunsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListTestRunsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Returns how a connector's tests went: a series to plot, the streak it is in, and what was changed since it last
     * worked.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: `days` out of bounds.
     * </pre>
     */
    public void getConnectorHistory(io.connectorservice.connectors.v1.GetConnectorHistoryRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetConnectorHistoryResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetConnectorHistoryMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service HistoryService.
   * <pre>
   * Tells what tests found over time. Runs are kept as long as the operator says, and go with their connector.
   * </pre>
   */
  public static final class HistoryServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<HistoryServiceBlockingV2Stub> {
    private HistoryServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected HistoryServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new HistoryServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists a connector's test runs, newest first. A test that an open circuit refused is not among them: no probe was made.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: `limit` below 1, a malformed cursor, an end before
     * its start.
     * </pre>
     */
    public io.connectorservice.connectors.v1.ListTestRunsResponse listTestRuns(io.connectorservice.connectors.v1.ListTestRunsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListTestRunsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns how a connector's tests went: a series to plot, the streak it is in, and what was changed since it last
     * worked.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: `days` out of bounds.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetConnectorHistoryResponse getConnectorHistory(io.connectorservice.connectors.v1.GetConnectorHistoryRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetConnectorHistoryMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service HistoryService.
   * <pre>
   * Tells what tests found over time. Runs are kept as long as the operator says, and go with their connector.
   * </pre>
   */
  public static final class HistoryServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<HistoryServiceBlockingStub> {
    private HistoryServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected HistoryServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new HistoryServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists a connector's test runs, newest first. A test that an open circuit refused is not among them: no probe was made.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: `limit` below 1, a malformed cursor, an end before
     * its start.
     * </pre>
     */
    public io.connectorservice.connectors.v1.ListTestRunsResponse listTestRuns(io.connectorservice.connectors.v1.ListTestRunsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListTestRunsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns how a connector's tests went: a series to plot, the streak it is in, and what was changed since it last
     * worked.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: `days` out of bounds.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetConnectorHistoryResponse getConnectorHistory(io.connectorservice.connectors.v1.GetConnectorHistoryRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetConnectorHistoryMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service HistoryService.
   * <pre>
   * Tells what tests found over time. Runs are kept as long as the operator says, and go with their connector.
   * </pre>
   */
  public static final class HistoryServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<HistoryServiceFutureStub> {
    private HistoryServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected HistoryServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new HistoryServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists a connector's test runs, newest first. A test that an open circuit refused is not among them: no probe was made.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: `limit` below 1, a malformed cursor, an end before
     * its start.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.ListTestRunsResponse> listTestRuns(
        io.connectorservice.connectors.v1.ListTestRunsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListTestRunsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Returns how a connector's tests went: a series to plot, the streak it is in, and what was changed since it last
     * worked.
     * NOT_FOUND: no such connector in this tenant. INVALID_ARGUMENT: `days` out of bounds.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.GetConnectorHistoryResponse> getConnectorHistory(
        io.connectorservice.connectors.v1.GetConnectorHistoryRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetConnectorHistoryMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_LIST_TEST_RUNS = 0;
  private static final int METHODID_GET_CONNECTOR_HISTORY = 1;

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
        case METHODID_LIST_TEST_RUNS:
          serviceImpl.listTestRuns((io.connectorservice.connectors.v1.ListTestRunsRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ListTestRunsResponse>) responseObserver);
          break;
        case METHODID_GET_CONNECTOR_HISTORY:
          serviceImpl.getConnectorHistory((io.connectorservice.connectors.v1.GetConnectorHistoryRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetConnectorHistoryResponse>) responseObserver);
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
          getListTestRunsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.ListTestRunsRequest,
              io.connectorservice.connectors.v1.ListTestRunsResponse>(
                service, METHODID_LIST_TEST_RUNS)))
        .addMethod(
          getGetConnectorHistoryMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.GetConnectorHistoryRequest,
              io.connectorservice.connectors.v1.GetConnectorHistoryResponse>(
                service, METHODID_GET_CONNECTOR_HISTORY)))
        .build();
  }

  private static abstract class HistoryServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    HistoryServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.connectorservice.connectors.v1.History.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("HistoryService");
    }
  }

  private static final class HistoryServiceFileDescriptorSupplier
      extends HistoryServiceBaseDescriptorSupplier {
    HistoryServiceFileDescriptorSupplier() {}
  }

  private static final class HistoryServiceMethodDescriptorSupplier
      extends HistoryServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    HistoryServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (HistoryServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new HistoryServiceFileDescriptorSupplier())
              .addMethod(getListTestRunsMethod())
              .addMethod(getGetConnectorHistoryMethod())
              .build();
        }
      }
    }
    return result;
  }
}
