package io.connectorservice.connectors.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Probes for services that show a client certificate of the authority that the prober takes (CONNECTORS_PROBER_ADDRESS,
 * CONNECTORS_PROBER_CLIENT_CA). It keeps nothing. What may be dialled is its own decision.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class ProberServiceGrpc {

  private ProberServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "connectors.v1.ProberService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ProbeRequest,
      io.connectorservice.connectors.v1.ProbeResponse> getProbeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Probe",
      requestType = io.connectorservice.connectors.v1.ProbeRequest.class,
      responseType = io.connectorservice.connectors.v1.ProbeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ProbeRequest,
      io.connectorservice.connectors.v1.ProbeResponse> getProbeMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ProbeRequest, io.connectorservice.connectors.v1.ProbeResponse> getProbeMethod;
    if ((getProbeMethod = ProberServiceGrpc.getProbeMethod) == null) {
      synchronized (ProberServiceGrpc.class) {
        if ((getProbeMethod = ProberServiceGrpc.getProbeMethod) == null) {
          ProberServiceGrpc.getProbeMethod = getProbeMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.ProbeRequest, io.connectorservice.connectors.v1.ProbeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Probe"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ProbeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ProbeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ProberServiceMethodDescriptorSupplier("Probe"))
              .build();
        }
      }
    }
    return getProbeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetProberStatusRequest,
      io.connectorservice.connectors.v1.GetProberStatusResponse> getGetProberStatusMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetProberStatus",
      requestType = io.connectorservice.connectors.v1.GetProberStatusRequest.class,
      responseType = io.connectorservice.connectors.v1.GetProberStatusResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetProberStatusRequest,
      io.connectorservice.connectors.v1.GetProberStatusResponse> getGetProberStatusMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetProberStatusRequest, io.connectorservice.connectors.v1.GetProberStatusResponse> getGetProberStatusMethod;
    if ((getGetProberStatusMethod = ProberServiceGrpc.getGetProberStatusMethod) == null) {
      synchronized (ProberServiceGrpc.class) {
        if ((getGetProberStatusMethod = ProberServiceGrpc.getGetProberStatusMethod) == null) {
          ProberServiceGrpc.getGetProberStatusMethod = getGetProberStatusMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.GetProberStatusRequest, io.connectorservice.connectors.v1.GetProberStatusResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetProberStatus"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetProberStatusRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetProberStatusResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ProberServiceMethodDescriptorSupplier("GetProberStatus"))
              .build();
        }
      }
    }
    return getGetProberStatusMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static ProberServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ProberServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ProberServiceStub>() {
        @java.lang.Override
        public ProberServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ProberServiceStub(channel, callOptions);
        }
      };
    return ProberServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static ProberServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ProberServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ProberServiceBlockingV2Stub>() {
        @java.lang.Override
        public ProberServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ProberServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return ProberServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static ProberServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ProberServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ProberServiceBlockingStub>() {
        @java.lang.Override
        public ProberServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ProberServiceBlockingStub(channel, callOptions);
        }
      };
    return ProberServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static ProberServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ProberServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ProberServiceFutureStub>() {
        @java.lang.Override
        public ProberServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ProberServiceFutureStub(channel, callOptions);
        }
      };
    return ProberServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Probes for services that show a client certificate of the authority that the prober takes (CONNECTORS_PROBER_ADDRESS,
   * CONNECTORS_PROBER_CLIENT_CA). It keeps nothing. What may be dialled is its own decision.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Makes one probe: each step as it ends, then the outcome, which is the last answer. The call's deadline is the
     * probe's too; a call that is cancelled ends the probe's process.
     * INVALID_ARGUMENT: the request is incomplete. RESOURCE_EXHAUSTED: no room for it now; RetryInfo says when to come back.
     * UNAVAILABLE: the process of the probe died, or none can be had; nothing is known of the peer.
     * DEADLINE_EXCEEDED: the deadline leaves no time for a probe. CANCELLED: the caller went away.
     * </pre>
     */
    default void probe(io.connectorservice.connectors.v1.ProbeRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ProbeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getProbeMethod(), responseObserver);
    }

    /**
     * <pre>
     * How busy the prober is.
     * UNAVAILABLE: it cannot probe.
     * </pre>
     */
    default void getProberStatus(io.connectorservice.connectors.v1.GetProberStatusRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetProberStatusResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetProberStatusMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service ProberService.
   * <pre>
   * Probes for services that show a client certificate of the authority that the prober takes (CONNECTORS_PROBER_ADDRESS,
   * CONNECTORS_PROBER_CLIENT_CA). It keeps nothing. What may be dialled is its own decision.
   * </pre>
   */
  public static abstract class ProberServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return ProberServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service ProberService.
   * <pre>
   * Probes for services that show a client certificate of the authority that the prober takes (CONNECTORS_PROBER_ADDRESS,
   * CONNECTORS_PROBER_CLIENT_CA). It keeps nothing. What may be dialled is its own decision.
   * </pre>
   */
  public static final class ProberServiceStub
      extends io.grpc.stub.AbstractAsyncStub<ProberServiceStub> {
    private ProberServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ProberServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ProberServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Makes one probe: each step as it ends, then the outcome, which is the last answer. The call's deadline is the
     * probe's too; a call that is cancelled ends the probe's process.
     * INVALID_ARGUMENT: the request is incomplete. RESOURCE_EXHAUSTED: no room for it now; RetryInfo says when to come back.
     * UNAVAILABLE: the process of the probe died, or none can be had; nothing is known of the peer.
     * DEADLINE_EXCEEDED: the deadline leaves no time for a probe. CANCELLED: the caller went away.
     * </pre>
     */
    public void probe(io.connectorservice.connectors.v1.ProbeRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ProbeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getProbeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How busy the prober is.
     * UNAVAILABLE: it cannot probe.
     * </pre>
     */
    public void getProberStatus(io.connectorservice.connectors.v1.GetProberStatusRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetProberStatusResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetProberStatusMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service ProberService.
   * <pre>
   * Probes for services that show a client certificate of the authority that the prober takes (CONNECTORS_PROBER_ADDRESS,
   * CONNECTORS_PROBER_CLIENT_CA). It keeps nothing. What may be dialled is its own decision.
   * </pre>
   */
  public static final class ProberServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<ProberServiceBlockingV2Stub> {
    private ProberServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ProberServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ProberServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Makes one probe: each step as it ends, then the outcome, which is the last answer. The call's deadline is the
     * probe's too; a call that is cancelled ends the probe's process.
     * INVALID_ARGUMENT: the request is incomplete. RESOURCE_EXHAUSTED: no room for it now; RetryInfo says when to come back.
     * UNAVAILABLE: the process of the probe died, or none can be had; nothing is known of the peer.
     * DEADLINE_EXCEEDED: the deadline leaves no time for a probe. CANCELLED: the caller went away.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.connectorservice.connectors.v1.ProbeResponse>
        probe(io.connectorservice.connectors.v1.ProbeRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getProbeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How busy the prober is.
     * UNAVAILABLE: it cannot probe.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetProberStatusResponse getProberStatus(io.connectorservice.connectors.v1.GetProberStatusRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetProberStatusMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service ProberService.
   * <pre>
   * Probes for services that show a client certificate of the authority that the prober takes (CONNECTORS_PROBER_ADDRESS,
   * CONNECTORS_PROBER_CLIENT_CA). It keeps nothing. What may be dialled is its own decision.
   * </pre>
   */
  public static final class ProberServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<ProberServiceBlockingStub> {
    private ProberServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ProberServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ProberServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Makes one probe: each step as it ends, then the outcome, which is the last answer. The call's deadline is the
     * probe's too; a call that is cancelled ends the probe's process.
     * INVALID_ARGUMENT: the request is incomplete. RESOURCE_EXHAUSTED: no room for it now; RetryInfo says when to come back.
     * UNAVAILABLE: the process of the probe died, or none can be had; nothing is known of the peer.
     * DEADLINE_EXCEEDED: the deadline leaves no time for a probe. CANCELLED: the caller went away.
     * </pre>
     */
    public java.util.Iterator<io.connectorservice.connectors.v1.ProbeResponse> probe(
        io.connectorservice.connectors.v1.ProbeRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getProbeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How busy the prober is.
     * UNAVAILABLE: it cannot probe.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetProberStatusResponse getProberStatus(io.connectorservice.connectors.v1.GetProberStatusRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetProberStatusMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service ProberService.
   * <pre>
   * Probes for services that show a client certificate of the authority that the prober takes (CONNECTORS_PROBER_ADDRESS,
   * CONNECTORS_PROBER_CLIENT_CA). It keeps nothing. What may be dialled is its own decision.
   * </pre>
   */
  public static final class ProberServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<ProberServiceFutureStub> {
    private ProberServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ProberServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ProberServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * How busy the prober is.
     * UNAVAILABLE: it cannot probe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.GetProberStatusResponse> getProberStatus(
        io.connectorservice.connectors.v1.GetProberStatusRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetProberStatusMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_PROBE = 0;
  private static final int METHODID_GET_PROBER_STATUS = 1;

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
        case METHODID_PROBE:
          serviceImpl.probe((io.connectorservice.connectors.v1.ProbeRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ProbeResponse>) responseObserver);
          break;
        case METHODID_GET_PROBER_STATUS:
          serviceImpl.getProberStatus((io.connectorservice.connectors.v1.GetProberStatusRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetProberStatusResponse>) responseObserver);
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
          getProbeMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.ProbeRequest,
              io.connectorservice.connectors.v1.ProbeResponse>(
                service, METHODID_PROBE)))
        .addMethod(
          getGetProberStatusMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.GetProberStatusRequest,
              io.connectorservice.connectors.v1.GetProberStatusResponse>(
                service, METHODID_GET_PROBER_STATUS)))
        .build();
  }

  private static abstract class ProberServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    ProberServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.connectorservice.connectors.v1.Prober.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("ProberService");
    }
  }

  private static final class ProberServiceFileDescriptorSupplier
      extends ProberServiceBaseDescriptorSupplier {
    ProberServiceFileDescriptorSupplier() {}
  }

  private static final class ProberServiceMethodDescriptorSupplier
      extends ProberServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    ProberServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (ProberServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new ProberServiceFileDescriptorSupplier())
              .addMethod(getProbeMethod())
              .addMethod(getGetProberStatusMethod())
              .build();
        }
      }
    }
    return result;
  }
}
