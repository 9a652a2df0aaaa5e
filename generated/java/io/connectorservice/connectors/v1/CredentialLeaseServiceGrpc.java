package io.connectorservice.connectors.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Gives the credentials of one connector to an internal service that shows a client certificate.
 * Served on its own listener alone (CONNECTORS_LEASE_ADDRESS).
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class CredentialLeaseServiceGrpc {

  private CredentialLeaseServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "connectors.v1.CredentialLeaseService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.LeaseCredentialsRequest,
      io.connectorservice.connectors.v1.LeaseCredentialsResponse> getLeaseCredentialsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "LeaseCredentials",
      requestType = io.connectorservice.connectors.v1.LeaseCredentialsRequest.class,
      responseType = io.connectorservice.connectors.v1.LeaseCredentialsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.LeaseCredentialsRequest,
      io.connectorservice.connectors.v1.LeaseCredentialsResponse> getLeaseCredentialsMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.LeaseCredentialsRequest, io.connectorservice.connectors.v1.LeaseCredentialsResponse> getLeaseCredentialsMethod;
    if ((getLeaseCredentialsMethod = CredentialLeaseServiceGrpc.getLeaseCredentialsMethod) == null) {
      synchronized (CredentialLeaseServiceGrpc.class) {
        if ((getLeaseCredentialsMethod = CredentialLeaseServiceGrpc.getLeaseCredentialsMethod) == null) {
          CredentialLeaseServiceGrpc.getLeaseCredentialsMethod = getLeaseCredentialsMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.LeaseCredentialsRequest, io.connectorservice.connectors.v1.LeaseCredentialsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "LeaseCredentials"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.LeaseCredentialsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.LeaseCredentialsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CredentialLeaseServiceMethodDescriptorSupplier("LeaseCredentials"))
              .build();
        }
      }
    }
    return getLeaseCredentialsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static CredentialLeaseServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CredentialLeaseServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CredentialLeaseServiceStub>() {
        @java.lang.Override
        public CredentialLeaseServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CredentialLeaseServiceStub(channel, callOptions);
        }
      };
    return CredentialLeaseServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static CredentialLeaseServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CredentialLeaseServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CredentialLeaseServiceBlockingV2Stub>() {
        @java.lang.Override
        public CredentialLeaseServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CredentialLeaseServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return CredentialLeaseServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static CredentialLeaseServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CredentialLeaseServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CredentialLeaseServiceBlockingStub>() {
        @java.lang.Override
        public CredentialLeaseServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CredentialLeaseServiceBlockingStub(channel, callOptions);
        }
      };
    return CredentialLeaseServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static CredentialLeaseServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CredentialLeaseServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CredentialLeaseServiceFutureStub>() {
        @java.lang.Override
        public CredentialLeaseServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CredentialLeaseServiceFutureStub(channel, callOptions);
        }
      };
    return CredentialLeaseServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Gives the credentials of one connector to an internal service that shows a client certificate.
   * Served on its own listener alone (CONNECTORS_LEASE_ADDRESS).
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Returns what a connector needs to be used, its secrets included. Every call is audited; without the audit event
     * there is no answer.
     * NOT_FOUND: no such connector. PERMISSION_DENIED: the operator allows no lease of this type in this tenant.
     * FAILED_PRECONDITION: no credentials are stored, or they are bound to another destination.
     * DATA_LOSS: they cannot be opened.
     * </pre>
     */
    default void leaseCredentials(io.connectorservice.connectors.v1.LeaseCredentialsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.LeaseCredentialsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getLeaseCredentialsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service CredentialLeaseService.
   * <pre>
   * Gives the credentials of one connector to an internal service that shows a client certificate.
   * Served on its own listener alone (CONNECTORS_LEASE_ADDRESS).
   * </pre>
   */
  public static abstract class CredentialLeaseServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return CredentialLeaseServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service CredentialLeaseService.
   * <pre>
   * Gives the credentials of one connector to an internal service that shows a client certificate.
   * Served on its own listener alone (CONNECTORS_LEASE_ADDRESS).
   * </pre>
   */
  public static final class CredentialLeaseServiceStub
      extends io.grpc.stub.AbstractAsyncStub<CredentialLeaseServiceStub> {
    private CredentialLeaseServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CredentialLeaseServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CredentialLeaseServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Returns what a connector needs to be used, its secrets included. Every call is audited; without the audit event
     * there is no answer.
     * NOT_FOUND: no such connector. PERMISSION_DENIED: the operator allows no lease of this type in this tenant.
     * FAILED_PRECONDITION: no credentials are stored, or they are bound to another destination.
     * DATA_LOSS: they cannot be opened.
     * </pre>
     */
    public void leaseCredentials(io.connectorservice.connectors.v1.LeaseCredentialsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.LeaseCredentialsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getLeaseCredentialsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service CredentialLeaseService.
   * <pre>
   * Gives the credentials of one connector to an internal service that shows a client certificate.
   * Served on its own listener alone (CONNECTORS_LEASE_ADDRESS).
   * </pre>
   */
  public static final class CredentialLeaseServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<CredentialLeaseServiceBlockingV2Stub> {
    private CredentialLeaseServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CredentialLeaseServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CredentialLeaseServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Returns what a connector needs to be used, its secrets included. Every call is audited; without the audit event
     * there is no answer.
     * NOT_FOUND: no such connector. PERMISSION_DENIED: the operator allows no lease of this type in this tenant.
     * FAILED_PRECONDITION: no credentials are stored, or they are bound to another destination.
     * DATA_LOSS: they cannot be opened.
     * </pre>
     */
    public io.connectorservice.connectors.v1.LeaseCredentialsResponse leaseCredentials(io.connectorservice.connectors.v1.LeaseCredentialsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getLeaseCredentialsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service CredentialLeaseService.
   * <pre>
   * Gives the credentials of one connector to an internal service that shows a client certificate.
   * Served on its own listener alone (CONNECTORS_LEASE_ADDRESS).
   * </pre>
   */
  public static final class CredentialLeaseServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<CredentialLeaseServiceBlockingStub> {
    private CredentialLeaseServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CredentialLeaseServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CredentialLeaseServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Returns what a connector needs to be used, its secrets included. Every call is audited; without the audit event
     * there is no answer.
     * NOT_FOUND: no such connector. PERMISSION_DENIED: the operator allows no lease of this type in this tenant.
     * FAILED_PRECONDITION: no credentials are stored, or they are bound to another destination.
     * DATA_LOSS: they cannot be opened.
     * </pre>
     */
    public io.connectorservice.connectors.v1.LeaseCredentialsResponse leaseCredentials(io.connectorservice.connectors.v1.LeaseCredentialsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getLeaseCredentialsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service CredentialLeaseService.
   * <pre>
   * Gives the credentials of one connector to an internal service that shows a client certificate.
   * Served on its own listener alone (CONNECTORS_LEASE_ADDRESS).
   * </pre>
   */
  public static final class CredentialLeaseServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<CredentialLeaseServiceFutureStub> {
    private CredentialLeaseServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CredentialLeaseServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CredentialLeaseServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Returns what a connector needs to be used, its secrets included. Every call is audited; without the audit event
     * there is no answer.
     * NOT_FOUND: no such connector. PERMISSION_DENIED: the operator allows no lease of this type in this tenant.
     * FAILED_PRECONDITION: no credentials are stored, or they are bound to another destination.
     * DATA_LOSS: they cannot be opened.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.LeaseCredentialsResponse> leaseCredentials(
        io.connectorservice.connectors.v1.LeaseCredentialsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getLeaseCredentialsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_LEASE_CREDENTIALS = 0;

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
        case METHODID_LEASE_CREDENTIALS:
          serviceImpl.leaseCredentials((io.connectorservice.connectors.v1.LeaseCredentialsRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.LeaseCredentialsResponse>) responseObserver);
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
          getLeaseCredentialsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.LeaseCredentialsRequest,
              io.connectorservice.connectors.v1.LeaseCredentialsResponse>(
                service, METHODID_LEASE_CREDENTIALS)))
        .build();
  }

  private static abstract class CredentialLeaseServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    CredentialLeaseServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.connectorservice.connectors.v1.Lease.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("CredentialLeaseService");
    }
  }

  private static final class CredentialLeaseServiceFileDescriptorSupplier
      extends CredentialLeaseServiceBaseDescriptorSupplier {
    CredentialLeaseServiceFileDescriptorSupplier() {}
  }

  private static final class CredentialLeaseServiceMethodDescriptorSupplier
      extends CredentialLeaseServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    CredentialLeaseServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (CredentialLeaseServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new CredentialLeaseServiceFileDescriptorSupplier())
              .addMethod(getLeaseCredentialsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
