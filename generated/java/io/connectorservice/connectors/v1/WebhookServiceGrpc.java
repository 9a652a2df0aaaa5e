package io.connectorservice.connectors.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Webhooks: URLs that the service posts to when the status of one of the tenant's connectors changes. Each event is
 * written with the change itself, signed as Standard Webhooks 1.0.0 says (HMAC-SHA256, headers `webhook-id`,
 * `webhook-timestamp`, `webhook-signature`), and sent at least once, a connector's events in their order.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class WebhookServiceGrpc {

  private WebhookServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "connectors.v1.WebhookService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.CreateWebhookRequest,
      io.connectorservice.connectors.v1.CreateWebhookResponse> getCreateWebhookMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateWebhook",
      requestType = io.connectorservice.connectors.v1.CreateWebhookRequest.class,
      responseType = io.connectorservice.connectors.v1.CreateWebhookResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.CreateWebhookRequest,
      io.connectorservice.connectors.v1.CreateWebhookResponse> getCreateWebhookMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.CreateWebhookRequest, io.connectorservice.connectors.v1.CreateWebhookResponse> getCreateWebhookMethod;
    if ((getCreateWebhookMethod = WebhookServiceGrpc.getCreateWebhookMethod) == null) {
      synchronized (WebhookServiceGrpc.class) {
        if ((getCreateWebhookMethod = WebhookServiceGrpc.getCreateWebhookMethod) == null) {
          WebhookServiceGrpc.getCreateWebhookMethod = getCreateWebhookMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.CreateWebhookRequest, io.connectorservice.connectors.v1.CreateWebhookResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateWebhook"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.CreateWebhookRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.CreateWebhookResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookServiceMethodDescriptorSupplier("CreateWebhook"))
              .build();
        }
      }
    }
    return getCreateWebhookMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ListWebhooksRequest,
      io.connectorservice.connectors.v1.ListWebhooksResponse> getListWebhooksMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListWebhooks",
      requestType = io.connectorservice.connectors.v1.ListWebhooksRequest.class,
      responseType = io.connectorservice.connectors.v1.ListWebhooksResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ListWebhooksRequest,
      io.connectorservice.connectors.v1.ListWebhooksResponse> getListWebhooksMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ListWebhooksRequest, io.connectorservice.connectors.v1.ListWebhooksResponse> getListWebhooksMethod;
    if ((getListWebhooksMethod = WebhookServiceGrpc.getListWebhooksMethod) == null) {
      synchronized (WebhookServiceGrpc.class) {
        if ((getListWebhooksMethod = WebhookServiceGrpc.getListWebhooksMethod) == null) {
          WebhookServiceGrpc.getListWebhooksMethod = getListWebhooksMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.ListWebhooksRequest, io.connectorservice.connectors.v1.ListWebhooksResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListWebhooks"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ListWebhooksRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ListWebhooksResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookServiceMethodDescriptorSupplier("ListWebhooks"))
              .build();
        }
      }
    }
    return getListWebhooksMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetWebhookRequest,
      io.connectorservice.connectors.v1.GetWebhookResponse> getGetWebhookMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetWebhook",
      requestType = io.connectorservice.connectors.v1.GetWebhookRequest.class,
      responseType = io.connectorservice.connectors.v1.GetWebhookResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetWebhookRequest,
      io.connectorservice.connectors.v1.GetWebhookResponse> getGetWebhookMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetWebhookRequest, io.connectorservice.connectors.v1.GetWebhookResponse> getGetWebhookMethod;
    if ((getGetWebhookMethod = WebhookServiceGrpc.getGetWebhookMethod) == null) {
      synchronized (WebhookServiceGrpc.class) {
        if ((getGetWebhookMethod = WebhookServiceGrpc.getGetWebhookMethod) == null) {
          WebhookServiceGrpc.getGetWebhookMethod = getGetWebhookMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.GetWebhookRequest, io.connectorservice.connectors.v1.GetWebhookResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetWebhook"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetWebhookRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetWebhookResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookServiceMethodDescriptorSupplier("GetWebhook"))
              .build();
        }
      }
    }
    return getGetWebhookMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.UpdateWebhookRequest,
      io.connectorservice.connectors.v1.UpdateWebhookResponse> getUpdateWebhookMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateWebhook",
      requestType = io.connectorservice.connectors.v1.UpdateWebhookRequest.class,
      responseType = io.connectorservice.connectors.v1.UpdateWebhookResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.UpdateWebhookRequest,
      io.connectorservice.connectors.v1.UpdateWebhookResponse> getUpdateWebhookMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.UpdateWebhookRequest, io.connectorservice.connectors.v1.UpdateWebhookResponse> getUpdateWebhookMethod;
    if ((getUpdateWebhookMethod = WebhookServiceGrpc.getUpdateWebhookMethod) == null) {
      synchronized (WebhookServiceGrpc.class) {
        if ((getUpdateWebhookMethod = WebhookServiceGrpc.getUpdateWebhookMethod) == null) {
          WebhookServiceGrpc.getUpdateWebhookMethod = getUpdateWebhookMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.UpdateWebhookRequest, io.connectorservice.connectors.v1.UpdateWebhookResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateWebhook"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.UpdateWebhookRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.UpdateWebhookResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookServiceMethodDescriptorSupplier("UpdateWebhook"))
              .build();
        }
      }
    }
    return getUpdateWebhookMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.DeleteWebhookRequest,
      io.connectorservice.connectors.v1.DeleteWebhookResponse> getDeleteWebhookMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteWebhook",
      requestType = io.connectorservice.connectors.v1.DeleteWebhookRequest.class,
      responseType = io.connectorservice.connectors.v1.DeleteWebhookResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.DeleteWebhookRequest,
      io.connectorservice.connectors.v1.DeleteWebhookResponse> getDeleteWebhookMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.DeleteWebhookRequest, io.connectorservice.connectors.v1.DeleteWebhookResponse> getDeleteWebhookMethod;
    if ((getDeleteWebhookMethod = WebhookServiceGrpc.getDeleteWebhookMethod) == null) {
      synchronized (WebhookServiceGrpc.class) {
        if ((getDeleteWebhookMethod = WebhookServiceGrpc.getDeleteWebhookMethod) == null) {
          WebhookServiceGrpc.getDeleteWebhookMethod = getDeleteWebhookMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.DeleteWebhookRequest, io.connectorservice.connectors.v1.DeleteWebhookResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteWebhook"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.DeleteWebhookRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.DeleteWebhookResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookServiceMethodDescriptorSupplier("DeleteWebhook"))
              .build();
        }
      }
    }
    return getDeleteWebhookMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.RotateWebhookSecretRequest,
      io.connectorservice.connectors.v1.RotateWebhookSecretResponse> getRotateWebhookSecretMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RotateWebhookSecret",
      requestType = io.connectorservice.connectors.v1.RotateWebhookSecretRequest.class,
      responseType = io.connectorservice.connectors.v1.RotateWebhookSecretResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.RotateWebhookSecretRequest,
      io.connectorservice.connectors.v1.RotateWebhookSecretResponse> getRotateWebhookSecretMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.RotateWebhookSecretRequest, io.connectorservice.connectors.v1.RotateWebhookSecretResponse> getRotateWebhookSecretMethod;
    if ((getRotateWebhookSecretMethod = WebhookServiceGrpc.getRotateWebhookSecretMethod) == null) {
      synchronized (WebhookServiceGrpc.class) {
        if ((getRotateWebhookSecretMethod = WebhookServiceGrpc.getRotateWebhookSecretMethod) == null) {
          WebhookServiceGrpc.getRotateWebhookSecretMethod = getRotateWebhookSecretMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.RotateWebhookSecretRequest, io.connectorservice.connectors.v1.RotateWebhookSecretResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RotateWebhookSecret"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.RotateWebhookSecretRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.RotateWebhookSecretResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookServiceMethodDescriptorSupplier("RotateWebhookSecret"))
              .build();
        }
      }
    }
    return getRotateWebhookSecretMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.TestWebhookRequest,
      io.connectorservice.connectors.v1.TestWebhookResponse> getTestWebhookMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "TestWebhook",
      requestType = io.connectorservice.connectors.v1.TestWebhookRequest.class,
      responseType = io.connectorservice.connectors.v1.TestWebhookResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.TestWebhookRequest,
      io.connectorservice.connectors.v1.TestWebhookResponse> getTestWebhookMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.TestWebhookRequest, io.connectorservice.connectors.v1.TestWebhookResponse> getTestWebhookMethod;
    if ((getTestWebhookMethod = WebhookServiceGrpc.getTestWebhookMethod) == null) {
      synchronized (WebhookServiceGrpc.class) {
        if ((getTestWebhookMethod = WebhookServiceGrpc.getTestWebhookMethod) == null) {
          WebhookServiceGrpc.getTestWebhookMethod = getTestWebhookMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.TestWebhookRequest, io.connectorservice.connectors.v1.TestWebhookResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "TestWebhook"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.TestWebhookRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.TestWebhookResponse.getDefaultInstance()))
              .setSchemaDescriptor(new WebhookServiceMethodDescriptorSupplier("TestWebhook"))
              .build();
        }
      }
    }
    return getTestWebhookMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static WebhookServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<WebhookServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<WebhookServiceStub>() {
        @java.lang.Override
        public WebhookServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new WebhookServiceStub(channel, callOptions);
        }
      };
    return WebhookServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static WebhookServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<WebhookServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<WebhookServiceBlockingV2Stub>() {
        @java.lang.Override
        public WebhookServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new WebhookServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return WebhookServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static WebhookServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<WebhookServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<WebhookServiceBlockingStub>() {
        @java.lang.Override
        public WebhookServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new WebhookServiceBlockingStub(channel, callOptions);
        }
      };
    return WebhookServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static WebhookServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<WebhookServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<WebhookServiceFutureStub>() {
        @java.lang.Override
        public WebhookServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new WebhookServiceFutureStub(channel, callOptions);
        }
      };
    return WebhookServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Webhooks: URLs that the service posts to when the status of one of the tenant's connectors changes. Each event is
   * written with the change itself, signed as Standard Webhooks 1.0.0 says (HMAC-SHA256, headers `webhook-id`,
   * `webhook-timestamp`, `webhook-signature`), and sent at least once, a connector's events in their order.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Adds a webhook. The answer shows its signing secret, which no other answer does.
     * INVALID_ARGUMENT: a field is wrong. RESOURCE_EXHAUSTED: the tenant has as many webhooks as it may, which is 10.
     * </pre>
     */
    default void createWebhook(io.connectorservice.connectors.v1.CreateWebhookRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.CreateWebhookResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateWebhookMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the tenant's webhooks, oldest first.
     * </pre>
     */
    default void listWebhooks(io.connectorservice.connectors.v1.ListWebhooksRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ListWebhooksResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListWebhooksMethod(), responseObserver);
    }

    /**
     * <pre>
     * Returns one webhook.
     * NOT_FOUND: no such webhook in this tenant.
     * </pre>
     */
    default void getWebhook(io.connectorservice.connectors.v1.GetWebhookRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetWebhookResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetWebhookMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes the fields that are present and keeps the others. Disabling drops what waits to be sent; a new URL, or
     * enabling, has what waits tried at once.
     * NOT_FOUND: no such webhook in this tenant. INVALID_ARGUMENT: a field is wrong. ABORTED: others keep changing it.
     * </pre>
     */
    default void updateWebhook(io.connectorservice.connectors.v1.UpdateWebhookRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.UpdateWebhookResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateWebhookMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a webhook, its secret, and what waits to be sent to it.
     * NOT_FOUND: no such webhook in this tenant.
     * </pre>
     */
    default void deleteWebhook(io.connectorservice.connectors.v1.DeleteWebhookRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.DeleteWebhookResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteWebhookMethod(), responseObserver);
    }

    /**
     * <pre>
     * Gives a webhook a new signing secret, which this answer shows and no other. For 24 hours every event carries the
     * signature of the secret before as well, so that the receiver can be changed over; of two rotations within that time
     * the last two secrets count.
     * NOT_FOUND: no such webhook in this tenant. ABORTED: others keep changing it.
     * </pre>
     */
    default void rotateWebhookSecret(io.connectorservice.connectors.v1.RotateWebhookSecretRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.RotateWebhookSecretResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRotateWebhookSecretMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sends a signed event of the type `webhook.test` now, also to a webhook that is disabled. A receiver that does not
     * take it is an answer with `success: false`, not an error.
     * NOT_FOUND: no such webhook. RESOURCE_EXHAUSTED: over the rate limit, or too many tests at once; RetryInfo says when.
     * UNAVAILABLE: the prober cannot be reached; nothing was sent.
     * </pre>
     */
    default void testWebhook(io.connectorservice.connectors.v1.TestWebhookRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.TestWebhookResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getTestWebhookMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service WebhookService.
   * <pre>
   * Webhooks: URLs that the service posts to when the status of one of the tenant's connectors changes. Each event is
   * written with the change itself, signed as Standard Webhooks 1.0.0 says (HMAC-SHA256, headers `webhook-id`,
   * `webhook-timestamp`, `webhook-signature`), and sent at least once, a connector's events in their order.
   * </pre>
   */
  public static abstract class WebhookServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return WebhookServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service WebhookService.
   * <pre>
   * Webhooks: URLs that the service posts to when the status of one of the tenant's connectors changes. Each event is
   * written with the change itself, signed as Standard Webhooks 1.0.0 says (HMAC-SHA256, headers `webhook-id`,
   * `webhook-timestamp`, `webhook-signature`), and sent at least once, a connector's events in their order.
   * </pre>
   */
  public static final class WebhookServiceStub
      extends io.grpc.stub.AbstractAsyncStub<WebhookServiceStub> {
    private WebhookServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected WebhookServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new WebhookServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Adds a webhook. The answer shows its signing secret, which no other answer does.
     * INVALID_ARGUMENT: a field is wrong. RESOURCE_EXHAUSTED: the tenant has as many webhooks as it may, which is 10.
     * </pre>
     */
    public void createWebhook(io.connectorservice.connectors.v1.CreateWebhookRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.CreateWebhookResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateWebhookMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the tenant's webhooks, oldest first.
     * </pre>
     */
    public void listWebhooks(io.connectorservice.connectors.v1.ListWebhooksRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ListWebhooksResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListWebhooksMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Returns one webhook.
     * NOT_FOUND: no such webhook in this tenant.
     * </pre>
     */
    public void getWebhook(io.connectorservice.connectors.v1.GetWebhookRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetWebhookResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetWebhookMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes the fields that are present and keeps the others. Disabling drops what waits to be sent; a new URL, or
     * enabling, has what waits tried at once.
     * NOT_FOUND: no such webhook in this tenant. INVALID_ARGUMENT: a field is wrong. ABORTED: others keep changing it.
     * </pre>
     */
    public void updateWebhook(io.connectorservice.connectors.v1.UpdateWebhookRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.UpdateWebhookResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateWebhookMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a webhook, its secret, and what waits to be sent to it.
     * NOT_FOUND: no such webhook in this tenant.
     * </pre>
     */
    public void deleteWebhook(io.connectorservice.connectors.v1.DeleteWebhookRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.DeleteWebhookResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteWebhookMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Gives a webhook a new signing secret, which this answer shows and no other. For 24 hours every event carries the
     * signature of the secret before as well, so that the receiver can be changed over; of two rotations within that time
     * the last two secrets count.
     * NOT_FOUND: no such webhook in this tenant. ABORTED: others keep changing it.
     * </pre>
     */
    public void rotateWebhookSecret(io.connectorservice.connectors.v1.RotateWebhookSecretRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.RotateWebhookSecretResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRotateWebhookSecretMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sends a signed event of the type `webhook.test` now, also to a webhook that is disabled. A receiver that does not
     * take it is an answer with `success: false`, not an error.
     * NOT_FOUND: no such webhook. RESOURCE_EXHAUSTED: over the rate limit, or too many tests at once; RetryInfo says when.
     * UNAVAILABLE: the prober cannot be reached; nothing was sent.
     * </pre>
     */
    public void testWebhook(io.connectorservice.connectors.v1.TestWebhookRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.TestWebhookResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getTestWebhookMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service WebhookService.
   * <pre>
   * Webhooks: URLs that the service posts to when the status of one of the tenant's connectors changes. Each event is
   * written with the change itself, signed as Standard Webhooks 1.0.0 says (HMAC-SHA256, headers `webhook-id`,
   * `webhook-timestamp`, `webhook-signature`), and sent at least once, a connector's events in their order.
   * </pre>
   */
  public static final class WebhookServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<WebhookServiceBlockingV2Stub> {
    private WebhookServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected WebhookServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new WebhookServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Adds a webhook. The answer shows its signing secret, which no other answer does.
     * INVALID_ARGUMENT: a field is wrong. RESOURCE_EXHAUSTED: the tenant has as many webhooks as it may, which is 10.
     * </pre>
     */
    public io.connectorservice.connectors.v1.CreateWebhookResponse createWebhook(io.connectorservice.connectors.v1.CreateWebhookRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateWebhookMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the tenant's webhooks, oldest first.
     * </pre>
     */
    public io.connectorservice.connectors.v1.ListWebhooksResponse listWebhooks(io.connectorservice.connectors.v1.ListWebhooksRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListWebhooksMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns one webhook.
     * NOT_FOUND: no such webhook in this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetWebhookResponse getWebhook(io.connectorservice.connectors.v1.GetWebhookRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetWebhookMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the fields that are present and keeps the others. Disabling drops what waits to be sent; a new URL, or
     * enabling, has what waits tried at once.
     * NOT_FOUND: no such webhook in this tenant. INVALID_ARGUMENT: a field is wrong. ABORTED: others keep changing it.
     * </pre>
     */
    public io.connectorservice.connectors.v1.UpdateWebhookResponse updateWebhook(io.connectorservice.connectors.v1.UpdateWebhookRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateWebhookMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a webhook, its secret, and what waits to be sent to it.
     * NOT_FOUND: no such webhook in this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.DeleteWebhookResponse deleteWebhook(io.connectorservice.connectors.v1.DeleteWebhookRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteWebhookMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives a webhook a new signing secret, which this answer shows and no other. For 24 hours every event carries the
     * signature of the secret before as well, so that the receiver can be changed over; of two rotations within that time
     * the last two secrets count.
     * NOT_FOUND: no such webhook in this tenant. ABORTED: others keep changing it.
     * </pre>
     */
    public io.connectorservice.connectors.v1.RotateWebhookSecretResponse rotateWebhookSecret(io.connectorservice.connectors.v1.RotateWebhookSecretRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRotateWebhookSecretMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends a signed event of the type `webhook.test` now, also to a webhook that is disabled. A receiver that does not
     * take it is an answer with `success: false`, not an error.
     * NOT_FOUND: no such webhook. RESOURCE_EXHAUSTED: over the rate limit, or too many tests at once; RetryInfo says when.
     * UNAVAILABLE: the prober cannot be reached; nothing was sent.
     * </pre>
     */
    public io.connectorservice.connectors.v1.TestWebhookResponse testWebhook(io.connectorservice.connectors.v1.TestWebhookRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getTestWebhookMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service WebhookService.
   * <pre>
   * Webhooks: URLs that the service posts to when the status of one of the tenant's connectors changes. Each event is
   * written with the change itself, signed as Standard Webhooks 1.0.0 says (HMAC-SHA256, headers `webhook-id`,
   * `webhook-timestamp`, `webhook-signature`), and sent at least once, a connector's events in their order.
   * </pre>
   */
  public static final class WebhookServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<WebhookServiceBlockingStub> {
    private WebhookServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected WebhookServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new WebhookServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Adds a webhook. The answer shows its signing secret, which no other answer does.
     * INVALID_ARGUMENT: a field is wrong. RESOURCE_EXHAUSTED: the tenant has as many webhooks as it may, which is 10.
     * </pre>
     */
    public io.connectorservice.connectors.v1.CreateWebhookResponse createWebhook(io.connectorservice.connectors.v1.CreateWebhookRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateWebhookMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the tenant's webhooks, oldest first.
     * </pre>
     */
    public io.connectorservice.connectors.v1.ListWebhooksResponse listWebhooks(io.connectorservice.connectors.v1.ListWebhooksRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListWebhooksMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns one webhook.
     * NOT_FOUND: no such webhook in this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetWebhookResponse getWebhook(io.connectorservice.connectors.v1.GetWebhookRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetWebhookMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the fields that are present and keeps the others. Disabling drops what waits to be sent; a new URL, or
     * enabling, has what waits tried at once.
     * NOT_FOUND: no such webhook in this tenant. INVALID_ARGUMENT: a field is wrong. ABORTED: others keep changing it.
     * </pre>
     */
    public io.connectorservice.connectors.v1.UpdateWebhookResponse updateWebhook(io.connectorservice.connectors.v1.UpdateWebhookRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateWebhookMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a webhook, its secret, and what waits to be sent to it.
     * NOT_FOUND: no such webhook in this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.DeleteWebhookResponse deleteWebhook(io.connectorservice.connectors.v1.DeleteWebhookRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteWebhookMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives a webhook a new signing secret, which this answer shows and no other. For 24 hours every event carries the
     * signature of the secret before as well, so that the receiver can be changed over; of two rotations within that time
     * the last two secrets count.
     * NOT_FOUND: no such webhook in this tenant. ABORTED: others keep changing it.
     * </pre>
     */
    public io.connectorservice.connectors.v1.RotateWebhookSecretResponse rotateWebhookSecret(io.connectorservice.connectors.v1.RotateWebhookSecretRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRotateWebhookSecretMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends a signed event of the type `webhook.test` now, also to a webhook that is disabled. A receiver that does not
     * take it is an answer with `success: false`, not an error.
     * NOT_FOUND: no such webhook. RESOURCE_EXHAUSTED: over the rate limit, or too many tests at once; RetryInfo says when.
     * UNAVAILABLE: the prober cannot be reached; nothing was sent.
     * </pre>
     */
    public io.connectorservice.connectors.v1.TestWebhookResponse testWebhook(io.connectorservice.connectors.v1.TestWebhookRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getTestWebhookMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service WebhookService.
   * <pre>
   * Webhooks: URLs that the service posts to when the status of one of the tenant's connectors changes. Each event is
   * written with the change itself, signed as Standard Webhooks 1.0.0 says (HMAC-SHA256, headers `webhook-id`,
   * `webhook-timestamp`, `webhook-signature`), and sent at least once, a connector's events in their order.
   * </pre>
   */
  public static final class WebhookServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<WebhookServiceFutureStub> {
    private WebhookServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected WebhookServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new WebhookServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Adds a webhook. The answer shows its signing secret, which no other answer does.
     * INVALID_ARGUMENT: a field is wrong. RESOURCE_EXHAUSTED: the tenant has as many webhooks as it may, which is 10.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.CreateWebhookResponse> createWebhook(
        io.connectorservice.connectors.v1.CreateWebhookRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateWebhookMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the tenant's webhooks, oldest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.ListWebhooksResponse> listWebhooks(
        io.connectorservice.connectors.v1.ListWebhooksRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListWebhooksMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Returns one webhook.
     * NOT_FOUND: no such webhook in this tenant.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.GetWebhookResponse> getWebhook(
        io.connectorservice.connectors.v1.GetWebhookRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetWebhookMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes the fields that are present and keeps the others. Disabling drops what waits to be sent; a new URL, or
     * enabling, has what waits tried at once.
     * NOT_FOUND: no such webhook in this tenant. INVALID_ARGUMENT: a field is wrong. ABORTED: others keep changing it.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.UpdateWebhookResponse> updateWebhook(
        io.connectorservice.connectors.v1.UpdateWebhookRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateWebhookMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a webhook, its secret, and what waits to be sent to it.
     * NOT_FOUND: no such webhook in this tenant.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.DeleteWebhookResponse> deleteWebhook(
        io.connectorservice.connectors.v1.DeleteWebhookRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteWebhookMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Gives a webhook a new signing secret, which this answer shows and no other. For 24 hours every event carries the
     * signature of the secret before as well, so that the receiver can be changed over; of two rotations within that time
     * the last two secrets count.
     * NOT_FOUND: no such webhook in this tenant. ABORTED: others keep changing it.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.RotateWebhookSecretResponse> rotateWebhookSecret(
        io.connectorservice.connectors.v1.RotateWebhookSecretRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRotateWebhookSecretMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Sends a signed event of the type `webhook.test` now, also to a webhook that is disabled. A receiver that does not
     * take it is an answer with `success: false`, not an error.
     * NOT_FOUND: no such webhook. RESOURCE_EXHAUSTED: over the rate limit, or too many tests at once; RetryInfo says when.
     * UNAVAILABLE: the prober cannot be reached; nothing was sent.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.TestWebhookResponse> testWebhook(
        io.connectorservice.connectors.v1.TestWebhookRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getTestWebhookMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_WEBHOOK = 0;
  private static final int METHODID_LIST_WEBHOOKS = 1;
  private static final int METHODID_GET_WEBHOOK = 2;
  private static final int METHODID_UPDATE_WEBHOOK = 3;
  private static final int METHODID_DELETE_WEBHOOK = 4;
  private static final int METHODID_ROTATE_WEBHOOK_SECRET = 5;
  private static final int METHODID_TEST_WEBHOOK = 6;

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
        case METHODID_CREATE_WEBHOOK:
          serviceImpl.createWebhook((io.connectorservice.connectors.v1.CreateWebhookRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.CreateWebhookResponse>) responseObserver);
          break;
        case METHODID_LIST_WEBHOOKS:
          serviceImpl.listWebhooks((io.connectorservice.connectors.v1.ListWebhooksRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ListWebhooksResponse>) responseObserver);
          break;
        case METHODID_GET_WEBHOOK:
          serviceImpl.getWebhook((io.connectorservice.connectors.v1.GetWebhookRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetWebhookResponse>) responseObserver);
          break;
        case METHODID_UPDATE_WEBHOOK:
          serviceImpl.updateWebhook((io.connectorservice.connectors.v1.UpdateWebhookRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.UpdateWebhookResponse>) responseObserver);
          break;
        case METHODID_DELETE_WEBHOOK:
          serviceImpl.deleteWebhook((io.connectorservice.connectors.v1.DeleteWebhookRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.DeleteWebhookResponse>) responseObserver);
          break;
        case METHODID_ROTATE_WEBHOOK_SECRET:
          serviceImpl.rotateWebhookSecret((io.connectorservice.connectors.v1.RotateWebhookSecretRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.RotateWebhookSecretResponse>) responseObserver);
          break;
        case METHODID_TEST_WEBHOOK:
          serviceImpl.testWebhook((io.connectorservice.connectors.v1.TestWebhookRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.TestWebhookResponse>) responseObserver);
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
          getCreateWebhookMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.CreateWebhookRequest,
              io.connectorservice.connectors.v1.CreateWebhookResponse>(
                service, METHODID_CREATE_WEBHOOK)))
        .addMethod(
          getListWebhooksMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.ListWebhooksRequest,
              io.connectorservice.connectors.v1.ListWebhooksResponse>(
                service, METHODID_LIST_WEBHOOKS)))
        .addMethod(
          getGetWebhookMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.GetWebhookRequest,
              io.connectorservice.connectors.v1.GetWebhookResponse>(
                service, METHODID_GET_WEBHOOK)))
        .addMethod(
          getUpdateWebhookMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.UpdateWebhookRequest,
              io.connectorservice.connectors.v1.UpdateWebhookResponse>(
                service, METHODID_UPDATE_WEBHOOK)))
        .addMethod(
          getDeleteWebhookMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.DeleteWebhookRequest,
              io.connectorservice.connectors.v1.DeleteWebhookResponse>(
                service, METHODID_DELETE_WEBHOOK)))
        .addMethod(
          getRotateWebhookSecretMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.RotateWebhookSecretRequest,
              io.connectorservice.connectors.v1.RotateWebhookSecretResponse>(
                service, METHODID_ROTATE_WEBHOOK_SECRET)))
        .addMethod(
          getTestWebhookMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.TestWebhookRequest,
              io.connectorservice.connectors.v1.TestWebhookResponse>(
                service, METHODID_TEST_WEBHOOK)))
        .build();
  }

  private static abstract class WebhookServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    WebhookServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.connectorservice.connectors.v1.WebhookOuterClass.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("WebhookService");
    }
  }

  private static final class WebhookServiceFileDescriptorSupplier
      extends WebhookServiceBaseDescriptorSupplier {
    WebhookServiceFileDescriptorSupplier() {}
  }

  private static final class WebhookServiceMethodDescriptorSupplier
      extends WebhookServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    WebhookServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (WebhookServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new WebhookServiceFileDescriptorSupplier())
              .addMethod(getCreateWebhookMethod())
              .addMethod(getListWebhooksMethod())
              .addMethod(getGetWebhookMethod())
              .addMethod(getUpdateWebhookMethod())
              .addMethod(getDeleteWebhookMethod())
              .addMethod(getRotateWebhookSecretMethod())
              .addMethod(getTestWebhookMethod())
              .build();
        }
      }
    }
    return result;
  }
}
