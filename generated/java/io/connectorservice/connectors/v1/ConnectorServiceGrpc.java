package io.connectorservice.connectors.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Registers connectors and tests whether each can really be reached with the credentials given.
 * Every call acts inside one tenant: another tenant's connector behaves as an absent one.
 * Errors carry google.rpc.ErrorInfo, and BadRequest or RetryInfo where they apply.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class ConnectorServiceGrpc {

  private ConnectorServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "connectors.v1.ConnectorService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ListConnectorsRequest,
      io.connectorservice.connectors.v1.ListConnectorsResponse> getListConnectorsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListConnectors",
      requestType = io.connectorservice.connectors.v1.ListConnectorsRequest.class,
      responseType = io.connectorservice.connectors.v1.ListConnectorsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ListConnectorsRequest,
      io.connectorservice.connectors.v1.ListConnectorsResponse> getListConnectorsMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ListConnectorsRequest, io.connectorservice.connectors.v1.ListConnectorsResponse> getListConnectorsMethod;
    if ((getListConnectorsMethod = ConnectorServiceGrpc.getListConnectorsMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getListConnectorsMethod = ConnectorServiceGrpc.getListConnectorsMethod) == null) {
          ConnectorServiceGrpc.getListConnectorsMethod = getListConnectorsMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.ListConnectorsRequest, io.connectorservice.connectors.v1.ListConnectorsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListConnectors"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ListConnectorsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ListConnectorsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("ListConnectors"))
              .build();
        }
      }
    }
    return getListConnectorsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetConnectorRequest,
      io.connectorservice.connectors.v1.GetConnectorResponse> getGetConnectorMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetConnector",
      requestType = io.connectorservice.connectors.v1.GetConnectorRequest.class,
      responseType = io.connectorservice.connectors.v1.GetConnectorResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetConnectorRequest,
      io.connectorservice.connectors.v1.GetConnectorResponse> getGetConnectorMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetConnectorRequest, io.connectorservice.connectors.v1.GetConnectorResponse> getGetConnectorMethod;
    if ((getGetConnectorMethod = ConnectorServiceGrpc.getGetConnectorMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getGetConnectorMethod = ConnectorServiceGrpc.getGetConnectorMethod) == null) {
          ConnectorServiceGrpc.getGetConnectorMethod = getGetConnectorMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.GetConnectorRequest, io.connectorservice.connectors.v1.GetConnectorResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetConnector"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetConnectorRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetConnectorResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("GetConnector"))
              .build();
        }
      }
    }
    return getGetConnectorMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.CountConnectorsRequest,
      io.connectorservice.connectors.v1.CountConnectorsResponse> getCountConnectorsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CountConnectors",
      requestType = io.connectorservice.connectors.v1.CountConnectorsRequest.class,
      responseType = io.connectorservice.connectors.v1.CountConnectorsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.CountConnectorsRequest,
      io.connectorservice.connectors.v1.CountConnectorsResponse> getCountConnectorsMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.CountConnectorsRequest, io.connectorservice.connectors.v1.CountConnectorsResponse> getCountConnectorsMethod;
    if ((getCountConnectorsMethod = ConnectorServiceGrpc.getCountConnectorsMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getCountConnectorsMethod = ConnectorServiceGrpc.getCountConnectorsMethod) == null) {
          ConnectorServiceGrpc.getCountConnectorsMethod = getCountConnectorsMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.CountConnectorsRequest, io.connectorservice.connectors.v1.CountConnectorsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CountConnectors"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.CountConnectorsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.CountConnectorsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("CountConnectors"))
              .build();
        }
      }
    }
    return getCountConnectorsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.CreateConnectorRequest,
      io.connectorservice.connectors.v1.CreateConnectorResponse> getCreateConnectorMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateConnector",
      requestType = io.connectorservice.connectors.v1.CreateConnectorRequest.class,
      responseType = io.connectorservice.connectors.v1.CreateConnectorResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.CreateConnectorRequest,
      io.connectorservice.connectors.v1.CreateConnectorResponse> getCreateConnectorMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.CreateConnectorRequest, io.connectorservice.connectors.v1.CreateConnectorResponse> getCreateConnectorMethod;
    if ((getCreateConnectorMethod = ConnectorServiceGrpc.getCreateConnectorMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getCreateConnectorMethod = ConnectorServiceGrpc.getCreateConnectorMethod) == null) {
          ConnectorServiceGrpc.getCreateConnectorMethod = getCreateConnectorMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.CreateConnectorRequest, io.connectorservice.connectors.v1.CreateConnectorResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateConnector"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.CreateConnectorRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.CreateConnectorResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("CreateConnector"))
              .build();
        }
      }
    }
    return getCreateConnectorMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.UpdateConnectorRequest,
      io.connectorservice.connectors.v1.UpdateConnectorResponse> getUpdateConnectorMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateConnector",
      requestType = io.connectorservice.connectors.v1.UpdateConnectorRequest.class,
      responseType = io.connectorservice.connectors.v1.UpdateConnectorResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.UpdateConnectorRequest,
      io.connectorservice.connectors.v1.UpdateConnectorResponse> getUpdateConnectorMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.UpdateConnectorRequest, io.connectorservice.connectors.v1.UpdateConnectorResponse> getUpdateConnectorMethod;
    if ((getUpdateConnectorMethod = ConnectorServiceGrpc.getUpdateConnectorMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getUpdateConnectorMethod = ConnectorServiceGrpc.getUpdateConnectorMethod) == null) {
          ConnectorServiceGrpc.getUpdateConnectorMethod = getUpdateConnectorMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.UpdateConnectorRequest, io.connectorservice.connectors.v1.UpdateConnectorResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateConnector"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.UpdateConnectorRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.UpdateConnectorResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("UpdateConnector"))
              .build();
        }
      }
    }
    return getUpdateConnectorMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.DeleteConnectorRequest,
      io.connectorservice.connectors.v1.DeleteConnectorResponse> getDeleteConnectorMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteConnector",
      requestType = io.connectorservice.connectors.v1.DeleteConnectorRequest.class,
      responseType = io.connectorservice.connectors.v1.DeleteConnectorResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.DeleteConnectorRequest,
      io.connectorservice.connectors.v1.DeleteConnectorResponse> getDeleteConnectorMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.DeleteConnectorRequest, io.connectorservice.connectors.v1.DeleteConnectorResponse> getDeleteConnectorMethod;
    if ((getDeleteConnectorMethod = ConnectorServiceGrpc.getDeleteConnectorMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getDeleteConnectorMethod = ConnectorServiceGrpc.getDeleteConnectorMethod) == null) {
          ConnectorServiceGrpc.getDeleteConnectorMethod = getDeleteConnectorMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.DeleteConnectorRequest, io.connectorservice.connectors.v1.DeleteConnectorResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteConnector"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.DeleteConnectorRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.DeleteConnectorResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("DeleteConnector"))
              .build();
        }
      }
    }
    return getDeleteConnectorMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.UndeleteConnectorRequest,
      io.connectorservice.connectors.v1.UndeleteConnectorResponse> getUndeleteConnectorMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UndeleteConnector",
      requestType = io.connectorservice.connectors.v1.UndeleteConnectorRequest.class,
      responseType = io.connectorservice.connectors.v1.UndeleteConnectorResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.UndeleteConnectorRequest,
      io.connectorservice.connectors.v1.UndeleteConnectorResponse> getUndeleteConnectorMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.UndeleteConnectorRequest, io.connectorservice.connectors.v1.UndeleteConnectorResponse> getUndeleteConnectorMethod;
    if ((getUndeleteConnectorMethod = ConnectorServiceGrpc.getUndeleteConnectorMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getUndeleteConnectorMethod = ConnectorServiceGrpc.getUndeleteConnectorMethod) == null) {
          ConnectorServiceGrpc.getUndeleteConnectorMethod = getUndeleteConnectorMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.UndeleteConnectorRequest, io.connectorservice.connectors.v1.UndeleteConnectorResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UndeleteConnector"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.UndeleteConnectorRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.UndeleteConnectorResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("UndeleteConnector"))
              .build();
        }
      }
    }
    return getUndeleteConnectorMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.TestConfigRequest,
      io.connectorservice.connectors.v1.TestConfigResponse> getTestConfigMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "TestConfig",
      requestType = io.connectorservice.connectors.v1.TestConfigRequest.class,
      responseType = io.connectorservice.connectors.v1.TestConfigResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.TestConfigRequest,
      io.connectorservice.connectors.v1.TestConfigResponse> getTestConfigMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.TestConfigRequest, io.connectorservice.connectors.v1.TestConfigResponse> getTestConfigMethod;
    if ((getTestConfigMethod = ConnectorServiceGrpc.getTestConfigMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getTestConfigMethod = ConnectorServiceGrpc.getTestConfigMethod) == null) {
          ConnectorServiceGrpc.getTestConfigMethod = getTestConfigMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.TestConfigRequest, io.connectorservice.connectors.v1.TestConfigResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "TestConfig"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.TestConfigRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.TestConfigResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("TestConfig"))
              .build();
        }
      }
    }
    return getTestConfigMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ExportConnectorsRequest,
      io.connectorservice.connectors.v1.ExportConnectorsResponse> getExportConnectorsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ExportConnectors",
      requestType = io.connectorservice.connectors.v1.ExportConnectorsRequest.class,
      responseType = io.connectorservice.connectors.v1.ExportConnectorsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ExportConnectorsRequest,
      io.connectorservice.connectors.v1.ExportConnectorsResponse> getExportConnectorsMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ExportConnectorsRequest, io.connectorservice.connectors.v1.ExportConnectorsResponse> getExportConnectorsMethod;
    if ((getExportConnectorsMethod = ConnectorServiceGrpc.getExportConnectorsMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getExportConnectorsMethod = ConnectorServiceGrpc.getExportConnectorsMethod) == null) {
          ConnectorServiceGrpc.getExportConnectorsMethod = getExportConnectorsMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.ExportConnectorsRequest, io.connectorservice.connectors.v1.ExportConnectorsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ExportConnectors"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ExportConnectorsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ExportConnectorsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("ExportConnectors"))
              .build();
        }
      }
    }
    return getExportConnectorsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ApplyConnectorsRequest,
      io.connectorservice.connectors.v1.ApplyConnectorsResponse> getApplyConnectorsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ApplyConnectors",
      requestType = io.connectorservice.connectors.v1.ApplyConnectorsRequest.class,
      responseType = io.connectorservice.connectors.v1.ApplyConnectorsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ApplyConnectorsRequest,
      io.connectorservice.connectors.v1.ApplyConnectorsResponse> getApplyConnectorsMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ApplyConnectorsRequest, io.connectorservice.connectors.v1.ApplyConnectorsResponse> getApplyConnectorsMethod;
    if ((getApplyConnectorsMethod = ConnectorServiceGrpc.getApplyConnectorsMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getApplyConnectorsMethod = ConnectorServiceGrpc.getApplyConnectorsMethod) == null) {
          ConnectorServiceGrpc.getApplyConnectorsMethod = getApplyConnectorsMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.ApplyConnectorsRequest, io.connectorservice.connectors.v1.ApplyConnectorsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ApplyConnectors"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ApplyConnectorsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ApplyConnectorsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("ApplyConnectors"))
              .build();
        }
      }
    }
    return getApplyConnectorsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.TestConnectorRequest,
      io.connectorservice.connectors.v1.TestConnectorResponse> getTestConnectorMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "TestConnector",
      requestType = io.connectorservice.connectors.v1.TestConnectorRequest.class,
      responseType = io.connectorservice.connectors.v1.TestConnectorResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.TestConnectorRequest,
      io.connectorservice.connectors.v1.TestConnectorResponse> getTestConnectorMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.TestConnectorRequest, io.connectorservice.connectors.v1.TestConnectorResponse> getTestConnectorMethod;
    if ((getTestConnectorMethod = ConnectorServiceGrpc.getTestConnectorMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getTestConnectorMethod = ConnectorServiceGrpc.getTestConnectorMethod) == null) {
          ConnectorServiceGrpc.getTestConnectorMethod = getTestConnectorMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.TestConnectorRequest, io.connectorservice.connectors.v1.TestConnectorResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "TestConnector"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.TestConnectorRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.TestConnectorResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("TestConnector"))
              .build();
        }
      }
    }
    return getTestConnectorMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ConfirmCredentialsRequest,
      io.connectorservice.connectors.v1.ConfirmCredentialsResponse> getConfirmCredentialsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ConfirmCredentials",
      requestType = io.connectorservice.connectors.v1.ConfirmCredentialsRequest.class,
      responseType = io.connectorservice.connectors.v1.ConfirmCredentialsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ConfirmCredentialsRequest,
      io.connectorservice.connectors.v1.ConfirmCredentialsResponse> getConfirmCredentialsMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ConfirmCredentialsRequest, io.connectorservice.connectors.v1.ConfirmCredentialsResponse> getConfirmCredentialsMethod;
    if ((getConfirmCredentialsMethod = ConnectorServiceGrpc.getConfirmCredentialsMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getConfirmCredentialsMethod = ConnectorServiceGrpc.getConfirmCredentialsMethod) == null) {
          ConnectorServiceGrpc.getConfirmCredentialsMethod = getConfirmCredentialsMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.ConfirmCredentialsRequest, io.connectorservice.connectors.v1.ConfirmCredentialsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ConfirmCredentials"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ConfirmCredentialsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ConfirmCredentialsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("ConfirmCredentials"))
              .build();
        }
      }
    }
    return getConfirmCredentialsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ListConnectorTypesRequest,
      io.connectorservice.connectors.v1.ListConnectorTypesResponse> getListConnectorTypesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListConnectorTypes",
      requestType = io.connectorservice.connectors.v1.ListConnectorTypesRequest.class,
      responseType = io.connectorservice.connectors.v1.ListConnectorTypesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ListConnectorTypesRequest,
      io.connectorservice.connectors.v1.ListConnectorTypesResponse> getListConnectorTypesMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.ListConnectorTypesRequest, io.connectorservice.connectors.v1.ListConnectorTypesResponse> getListConnectorTypesMethod;
    if ((getListConnectorTypesMethod = ConnectorServiceGrpc.getListConnectorTypesMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getListConnectorTypesMethod = ConnectorServiceGrpc.getListConnectorTypesMethod) == null) {
          ConnectorServiceGrpc.getListConnectorTypesMethod = getListConnectorTypesMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.ListConnectorTypesRequest, io.connectorservice.connectors.v1.ListConnectorTypesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListConnectorTypes"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ListConnectorTypesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.ListConnectorTypesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("ListConnectorTypes"))
              .build();
        }
      }
    }
    return getListConnectorTypesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetConnectorTypeRequest,
      io.connectorservice.connectors.v1.GetConnectorTypeResponse> getGetConnectorTypeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetConnectorType",
      requestType = io.connectorservice.connectors.v1.GetConnectorTypeRequest.class,
      responseType = io.connectorservice.connectors.v1.GetConnectorTypeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetConnectorTypeRequest,
      io.connectorservice.connectors.v1.GetConnectorTypeResponse> getGetConnectorTypeMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.GetConnectorTypeRequest, io.connectorservice.connectors.v1.GetConnectorTypeResponse> getGetConnectorTypeMethod;
    if ((getGetConnectorTypeMethod = ConnectorServiceGrpc.getGetConnectorTypeMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getGetConnectorTypeMethod = ConnectorServiceGrpc.getGetConnectorTypeMethod) == null) {
          ConnectorServiceGrpc.getGetConnectorTypeMethod = getGetConnectorTypeMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.GetConnectorTypeRequest, io.connectorservice.connectors.v1.GetConnectorTypeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetConnectorType"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetConnectorTypeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.GetConnectorTypeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("GetConnectorType"))
              .build();
        }
      }
    }
    return getGetConnectorTypeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.CreateConnectorTypeRequest,
      io.connectorservice.connectors.v1.CreateConnectorTypeResponse> getCreateConnectorTypeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateConnectorType",
      requestType = io.connectorservice.connectors.v1.CreateConnectorTypeRequest.class,
      responseType = io.connectorservice.connectors.v1.CreateConnectorTypeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.CreateConnectorTypeRequest,
      io.connectorservice.connectors.v1.CreateConnectorTypeResponse> getCreateConnectorTypeMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.CreateConnectorTypeRequest, io.connectorservice.connectors.v1.CreateConnectorTypeResponse> getCreateConnectorTypeMethod;
    if ((getCreateConnectorTypeMethod = ConnectorServiceGrpc.getCreateConnectorTypeMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getCreateConnectorTypeMethod = ConnectorServiceGrpc.getCreateConnectorTypeMethod) == null) {
          ConnectorServiceGrpc.getCreateConnectorTypeMethod = getCreateConnectorTypeMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.CreateConnectorTypeRequest, io.connectorservice.connectors.v1.CreateConnectorTypeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateConnectorType"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.CreateConnectorTypeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.CreateConnectorTypeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("CreateConnectorType"))
              .build();
        }
      }
    }
    return getCreateConnectorTypeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.UpdateConnectorTypeRequest,
      io.connectorservice.connectors.v1.UpdateConnectorTypeResponse> getUpdateConnectorTypeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateConnectorType",
      requestType = io.connectorservice.connectors.v1.UpdateConnectorTypeRequest.class,
      responseType = io.connectorservice.connectors.v1.UpdateConnectorTypeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.UpdateConnectorTypeRequest,
      io.connectorservice.connectors.v1.UpdateConnectorTypeResponse> getUpdateConnectorTypeMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.UpdateConnectorTypeRequest, io.connectorservice.connectors.v1.UpdateConnectorTypeResponse> getUpdateConnectorTypeMethod;
    if ((getUpdateConnectorTypeMethod = ConnectorServiceGrpc.getUpdateConnectorTypeMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getUpdateConnectorTypeMethod = ConnectorServiceGrpc.getUpdateConnectorTypeMethod) == null) {
          ConnectorServiceGrpc.getUpdateConnectorTypeMethod = getUpdateConnectorTypeMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.UpdateConnectorTypeRequest, io.connectorservice.connectors.v1.UpdateConnectorTypeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateConnectorType"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.UpdateConnectorTypeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.UpdateConnectorTypeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("UpdateConnectorType"))
              .build();
        }
      }
    }
    return getUpdateConnectorTypeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.DeleteConnectorTypeRequest,
      io.connectorservice.connectors.v1.DeleteConnectorTypeResponse> getDeleteConnectorTypeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteConnectorType",
      requestType = io.connectorservice.connectors.v1.DeleteConnectorTypeRequest.class,
      responseType = io.connectorservice.connectors.v1.DeleteConnectorTypeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.DeleteConnectorTypeRequest,
      io.connectorservice.connectors.v1.DeleteConnectorTypeResponse> getDeleteConnectorTypeMethod() {
    io.grpc.MethodDescriptor<io.connectorservice.connectors.v1.DeleteConnectorTypeRequest, io.connectorservice.connectors.v1.DeleteConnectorTypeResponse> getDeleteConnectorTypeMethod;
    if ((getDeleteConnectorTypeMethod = ConnectorServiceGrpc.getDeleteConnectorTypeMethod) == null) {
      synchronized (ConnectorServiceGrpc.class) {
        if ((getDeleteConnectorTypeMethod = ConnectorServiceGrpc.getDeleteConnectorTypeMethod) == null) {
          ConnectorServiceGrpc.getDeleteConnectorTypeMethod = getDeleteConnectorTypeMethod =
              io.grpc.MethodDescriptor.<io.connectorservice.connectors.v1.DeleteConnectorTypeRequest, io.connectorservice.connectors.v1.DeleteConnectorTypeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteConnectorType"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.DeleteConnectorTypeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.connectorservice.connectors.v1.DeleteConnectorTypeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ConnectorServiceMethodDescriptorSupplier("DeleteConnectorType"))
              .build();
        }
      }
    }
    return getDeleteConnectorTypeMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static ConnectorServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ConnectorServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ConnectorServiceStub>() {
        @java.lang.Override
        public ConnectorServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ConnectorServiceStub(channel, callOptions);
        }
      };
    return ConnectorServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static ConnectorServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ConnectorServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ConnectorServiceBlockingV2Stub>() {
        @java.lang.Override
        public ConnectorServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ConnectorServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return ConnectorServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static ConnectorServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ConnectorServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ConnectorServiceBlockingStub>() {
        @java.lang.Override
        public ConnectorServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ConnectorServiceBlockingStub(channel, callOptions);
        }
      };
    return ConnectorServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static ConnectorServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ConnectorServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ConnectorServiceFutureStub>() {
        @java.lang.Override
        public ConnectorServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ConnectorServiceFutureStub(channel, callOptions);
        }
      };
    return ConnectorServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Registers connectors and tests whether each can really be reached with the credentials given.
   * Every call acts inside one tenant: another tenant's connector behaves as an absent one.
   * Errors carry google.rpc.ErrorInfo, and BadRequest or RetryInfo where they apply.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Lists the tenant's connectors, newest first unless `order_by` says otherwise.
     * INVALID_ARGUMENT: `limit` below 1, an unknown order, a malformed cursor or one of another query.
     * </pre>
     */
    default void listConnectors(io.connectorservice.connectors.v1.ListConnectorsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ListConnectorsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListConnectorsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Returns one connector, without its credentials.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    default void getConnector(io.connectorservice.connectors.v1.GetConnectorRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetConnectorResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetConnectorMethod(), responseObserver);
    }

    /**
     * <pre>
     * Counts the connectors by status and by type, in one call.
     * INVALID_ARGUMENT: a malformed filter.
     * </pre>
     */
    default void countConnectors(io.connectorservice.connectors.v1.CountConnectorsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.CountConnectorsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCountConnectorsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Registers a connector. Its config may still be incomplete: a test names what is missing.
     * INVALID_ARGUMENT: a field is wrong, the type is unknown. ALREADY_EXISTS: the name is taken in this tenant, or the
     * `request_id` was used for another request (reason IDEMPOTENCY_KEY_REUSED). RESOURCE_EXHAUSTED: the tenant's quota.
     * FAILED_PRECONDITION (412 in REST, reason TEST_FAILED): `save_only_if_test_passes`, and it did not.
     * </pre>
     */
    default void createConnector(io.connectorservice.connectors.v1.CreateConnectorRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.CreateConnectorResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateConnectorMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes the fields that are present and keeps the others. The answer shows `auth_config` masked.
     * NOT_FOUND, INVALID_ARGUMENT, ALREADY_EXISTS, FAILED_PRECONDITION as above. ABORTED: `etag` is not the connector's
     * (412 in REST, reason ETAG_MISMATCH), or others keep changing the connector (409); read it and try again.
     * </pre>
     */
    default void updateConnector(io.connectorservice.connectors.v1.UpdateConnectorRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.UpdateConnectorResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateConnectorMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a connector and its credentials: at once, or where the operator keeps deleted connectors for some days, at
     * the end of them. Until then UndeleteConnector brings it back; for every other call it is gone, and its name is free.
     * NOT_FOUND: no such connector in this tenant. ABORTED (412 in REST): `etag` is not the connector's.
     * </pre>
     */
    default void deleteConnector(io.connectorservice.connectors.v1.DeleteConnectorRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.DeleteConnectorResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteConnectorMethod(), responseObserver);
    }

    /**
     * <pre>
     * Brings back a connector that was deleted and not yet destroyed, as it was.
     * NOT_FOUND: no such deleted connector. ALREADY_EXISTS: its name is taken meanwhile. RESOURCE_EXHAUSTED: the
     * tenant's quota. FAILED_PRECONDITION: its type is gone, or it is not deleted.
     * </pre>
     */
    default void undeleteConnector(io.connectorservice.connectors.v1.UndeleteConnectorRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.UndeleteConnectorResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUndeleteConnectorMethod(), responseObserver);
    }

    /**
     * <pre>
     * Probes a peer without storing anything: with a config and credentials that are not saved, or with those of a
     * stored connector, some of them replaced. Stored secrets are used only where the connector would lead where it
     * leads now. A probe that fails is an answer with `success: false`, not an error.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a field is wrong, the type is unknown.
     * RESOURCE_EXHAUSTED, UNAVAILABLE as in TestConnector.
     * </pre>
     */
    default void testConfig(io.connectorservice.connectors.v1.TestConfigRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.TestConfigResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getTestConfigMethod(), responseObserver);
    }

    /**
     * <pre>
     * Describes the tenant's connectors in the form that ApplyConnectors takes, without credentials.
     * INVALID_ARGUMENT: a malformed filter or cursor.
     * </pre>
     */
    default void exportConnectors(io.connectorservice.connectors.v1.ExportConnectorsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ExportConnectorsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getExportConnectorsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Brings about a set of connectors: creates, changes and, if asked, deletes what is needed, all of it or nothing.
     * INVALID_ARGUMENT: every field that is wrong, such as `connectors[3].type`. ALREADY_EXISTS, RESOURCE_EXHAUSTED as
     * in CreateConnector. ABORTED: the plan is not the one of `etag` (412 in REST), or others keep changing these
     * connectors (409).
     * </pre>
     */
    default void applyConnectors(io.connectorservice.connectors.v1.ApplyConnectorsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ApplyConnectorsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getApplyConnectorsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Probes the connector's peer with the stored credentials and stamps the outcome on the connector.
     * A probe that fails is an answer with `success: false`, not an error.
     * NOT_FOUND: no such connector. RESOURCE_EXHAUSTED: over the rate limit, or too many tests at once; RetryInfo says when.
     * UNAVAILABLE: the prober cannot be reached; nothing was stamped.
     * </pre>
     */
    default void testConnector(io.connectorservice.connectors.v1.TestConnectorRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.TestConnectorResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getTestConnectorMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says that the stored credentials may go where the connector leads now, after a change of its destination.
     * Only matters where the operator bound credentials to their destination; elsewhere it changes nothing.
     * NOT_FOUND: no such connector. FAILED_PRECONDITION: it has no credentials.
     * </pre>
     */
    default void confirmCredentials(io.connectorservice.connectors.v1.ConfirmCredentialsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ConfirmCredentialsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getConfirmCredentialsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the connector types: the built-in ones and the tenant's own, by name.
     * </pre>
     */
    default void listConnectorTypes(io.connectorservice.connectors.v1.ListConnectorTypesRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ListConnectorTypesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListConnectorTypesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Returns one connector type with the JSON Schemas of its config and credentials.
     * NOT_FOUND: no such type, built in or of this tenant.
     * </pre>
     */
    default void getConnectorType(io.connectorservice.connectors.v1.GetConnectorTypeRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetConnectorTypeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetConnectorTypeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Adds a connector type of the tenant's own: an HTTP API described as data.
     * INVALID_ARGUMENT: the declaration is wrong, with every place that is. ALREADY_EXISTS: the name is taken, by a
     * built-in type too. RESOURCE_EXHAUSTED: the tenant has as many types as it may.
     * </pre>
     */
    default void createConnectorType(io.connectorservice.connectors.v1.CreateConnectorTypeRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.CreateConnectorTypeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateConnectorTypeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Replaces the declaration of one of the tenant's own types; its version grows by one.
     * NOT_FOUND: no such type of this tenant. INVALID_ARGUMENT as above.
     * ABORTED: `version` was given and is not the stored one.
     * </pre>
     */
    default void updateConnectorType(io.connectorservice.connectors.v1.UpdateConnectorTypeRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.UpdateConnectorTypeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateConnectorTypeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes one of the tenant's own types.
     * NOT_FOUND: no such type of this tenant. FAILED_PRECONDITION: connectors still use it.
     * </pre>
     */
    default void deleteConnectorType(io.connectorservice.connectors.v1.DeleteConnectorTypeRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.DeleteConnectorTypeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteConnectorTypeMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service ConnectorService.
   * <pre>
   * Registers connectors and tests whether each can really be reached with the credentials given.
   * Every call acts inside one tenant: another tenant's connector behaves as an absent one.
   * Errors carry google.rpc.ErrorInfo, and BadRequest or RetryInfo where they apply.
   * </pre>
   */
  public static abstract class ConnectorServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return ConnectorServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service ConnectorService.
   * <pre>
   * Registers connectors and tests whether each can really be reached with the credentials given.
   * Every call acts inside one tenant: another tenant's connector behaves as an absent one.
   * Errors carry google.rpc.ErrorInfo, and BadRequest or RetryInfo where they apply.
   * </pre>
   */
  public static final class ConnectorServiceStub
      extends io.grpc.stub.AbstractAsyncStub<ConnectorServiceStub> {
    private ConnectorServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ConnectorServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ConnectorServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the tenant's connectors, newest first unless `order_by` says otherwise.
     * INVALID_ARGUMENT: `limit` below 1, an unknown order, a malformed cursor or one of another query.
     * </pre>
     */
    public void listConnectors(io.connectorservice.connectors.v1.ListConnectorsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ListConnectorsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListConnectorsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Returns one connector, without its credentials.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public void getConnector(io.connectorservice.connectors.v1.GetConnectorRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetConnectorResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetConnectorMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Counts the connectors by status and by type, in one call.
     * INVALID_ARGUMENT: a malformed filter.
     * </pre>
     */
    public void countConnectors(io.connectorservice.connectors.v1.CountConnectorsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.CountConnectorsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCountConnectorsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Registers a connector. Its config may still be incomplete: a test names what is missing.
     * INVALID_ARGUMENT: a field is wrong, the type is unknown. ALREADY_EXISTS: the name is taken in this tenant, or the
     * `request_id` was used for another request (reason IDEMPOTENCY_KEY_REUSED). RESOURCE_EXHAUSTED: the tenant's quota.
     * FAILED_PRECONDITION (412 in REST, reason TEST_FAILED): `save_only_if_test_passes`, and it did not.
     * </pre>
     */
    public void createConnector(io.connectorservice.connectors.v1.CreateConnectorRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.CreateConnectorResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateConnectorMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes the fields that are present and keeps the others. The answer shows `auth_config` masked.
     * NOT_FOUND, INVALID_ARGUMENT, ALREADY_EXISTS, FAILED_PRECONDITION as above. ABORTED: `etag` is not the connector's
     * (412 in REST, reason ETAG_MISMATCH), or others keep changing the connector (409); read it and try again.
     * </pre>
     */
    public void updateConnector(io.connectorservice.connectors.v1.UpdateConnectorRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.UpdateConnectorResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateConnectorMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a connector and its credentials: at once, or where the operator keeps deleted connectors for some days, at
     * the end of them. Until then UndeleteConnector brings it back; for every other call it is gone, and its name is free.
     * NOT_FOUND: no such connector in this tenant. ABORTED (412 in REST): `etag` is not the connector's.
     * </pre>
     */
    public void deleteConnector(io.connectorservice.connectors.v1.DeleteConnectorRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.DeleteConnectorResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteConnectorMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Brings back a connector that was deleted and not yet destroyed, as it was.
     * NOT_FOUND: no such deleted connector. ALREADY_EXISTS: its name is taken meanwhile. RESOURCE_EXHAUSTED: the
     * tenant's quota. FAILED_PRECONDITION: its type is gone, or it is not deleted.
     * </pre>
     */
    public void undeleteConnector(io.connectorservice.connectors.v1.UndeleteConnectorRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.UndeleteConnectorResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUndeleteConnectorMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Probes a peer without storing anything: with a config and credentials that are not saved, or with those of a
     * stored connector, some of them replaced. Stored secrets are used only where the connector would lead where it
     * leads now. A probe that fails is an answer with `success: false`, not an error.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a field is wrong, the type is unknown.
     * RESOURCE_EXHAUSTED, UNAVAILABLE as in TestConnector.
     * </pre>
     */
    public void testConfig(io.connectorservice.connectors.v1.TestConfigRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.TestConfigResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getTestConfigMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Describes the tenant's connectors in the form that ApplyConnectors takes, without credentials.
     * INVALID_ARGUMENT: a malformed filter or cursor.
     * </pre>
     */
    public void exportConnectors(io.connectorservice.connectors.v1.ExportConnectorsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ExportConnectorsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getExportConnectorsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Brings about a set of connectors: creates, changes and, if asked, deletes what is needed, all of it or nothing.
     * INVALID_ARGUMENT: every field that is wrong, such as `connectors[3].type`. ALREADY_EXISTS, RESOURCE_EXHAUSTED as
     * in CreateConnector. ABORTED: the plan is not the one of `etag` (412 in REST), or others keep changing these
     * connectors (409).
     * </pre>
     */
    public void applyConnectors(io.connectorservice.connectors.v1.ApplyConnectorsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ApplyConnectorsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getApplyConnectorsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Probes the connector's peer with the stored credentials and stamps the outcome on the connector.
     * A probe that fails is an answer with `success: false`, not an error.
     * NOT_FOUND: no such connector. RESOURCE_EXHAUSTED: over the rate limit, or too many tests at once; RetryInfo says when.
     * UNAVAILABLE: the prober cannot be reached; nothing was stamped.
     * </pre>
     */
    public void testConnector(io.connectorservice.connectors.v1.TestConnectorRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.TestConnectorResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getTestConnectorMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says that the stored credentials may go where the connector leads now, after a change of its destination.
     * Only matters where the operator bound credentials to their destination; elsewhere it changes nothing.
     * NOT_FOUND: no such connector. FAILED_PRECONDITION: it has no credentials.
     * </pre>
     */
    public void confirmCredentials(io.connectorservice.connectors.v1.ConfirmCredentialsRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ConfirmCredentialsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getConfirmCredentialsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the connector types: the built-in ones and the tenant's own, by name.
     * </pre>
     */
    public void listConnectorTypes(io.connectorservice.connectors.v1.ListConnectorTypesRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ListConnectorTypesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListConnectorTypesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Returns one connector type with the JSON Schemas of its config and credentials.
     * NOT_FOUND: no such type, built in or of this tenant.
     * </pre>
     */
    public void getConnectorType(io.connectorservice.connectors.v1.GetConnectorTypeRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetConnectorTypeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetConnectorTypeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Adds a connector type of the tenant's own: an HTTP API described as data.
     * INVALID_ARGUMENT: the declaration is wrong, with every place that is. ALREADY_EXISTS: the name is taken, by a
     * built-in type too. RESOURCE_EXHAUSTED: the tenant has as many types as it may.
     * </pre>
     */
    public void createConnectorType(io.connectorservice.connectors.v1.CreateConnectorTypeRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.CreateConnectorTypeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateConnectorTypeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Replaces the declaration of one of the tenant's own types; its version grows by one.
     * NOT_FOUND: no such type of this tenant. INVALID_ARGUMENT as above.
     * ABORTED: `version` was given and is not the stored one.
     * </pre>
     */
    public void updateConnectorType(io.connectorservice.connectors.v1.UpdateConnectorTypeRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.UpdateConnectorTypeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateConnectorTypeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes one of the tenant's own types.
     * NOT_FOUND: no such type of this tenant. FAILED_PRECONDITION: connectors still use it.
     * </pre>
     */
    public void deleteConnectorType(io.connectorservice.connectors.v1.DeleteConnectorTypeRequest request,
        io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.DeleteConnectorTypeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteConnectorTypeMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service ConnectorService.
   * <pre>
   * Registers connectors and tests whether each can really be reached with the credentials given.
   * Every call acts inside one tenant: another tenant's connector behaves as an absent one.
   * Errors carry google.rpc.ErrorInfo, and BadRequest or RetryInfo where they apply.
   * </pre>
   */
  public static final class ConnectorServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<ConnectorServiceBlockingV2Stub> {
    private ConnectorServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ConnectorServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ConnectorServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the tenant's connectors, newest first unless `order_by` says otherwise.
     * INVALID_ARGUMENT: `limit` below 1, an unknown order, a malformed cursor or one of another query.
     * </pre>
     */
    public io.connectorservice.connectors.v1.ListConnectorsResponse listConnectors(io.connectorservice.connectors.v1.ListConnectorsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListConnectorsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns one connector, without its credentials.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetConnectorResponse getConnector(io.connectorservice.connectors.v1.GetConnectorRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetConnectorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Counts the connectors by status and by type, in one call.
     * INVALID_ARGUMENT: a malformed filter.
     * </pre>
     */
    public io.connectorservice.connectors.v1.CountConnectorsResponse countConnectors(io.connectorservice.connectors.v1.CountConnectorsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCountConnectorsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Registers a connector. Its config may still be incomplete: a test names what is missing.
     * INVALID_ARGUMENT: a field is wrong, the type is unknown. ALREADY_EXISTS: the name is taken in this tenant, or the
     * `request_id` was used for another request (reason IDEMPOTENCY_KEY_REUSED). RESOURCE_EXHAUSTED: the tenant's quota.
     * FAILED_PRECONDITION (412 in REST, reason TEST_FAILED): `save_only_if_test_passes`, and it did not.
     * </pre>
     */
    public io.connectorservice.connectors.v1.CreateConnectorResponse createConnector(io.connectorservice.connectors.v1.CreateConnectorRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateConnectorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the fields that are present and keeps the others. The answer shows `auth_config` masked.
     * NOT_FOUND, INVALID_ARGUMENT, ALREADY_EXISTS, FAILED_PRECONDITION as above. ABORTED: `etag` is not the connector's
     * (412 in REST, reason ETAG_MISMATCH), or others keep changing the connector (409); read it and try again.
     * </pre>
     */
    public io.connectorservice.connectors.v1.UpdateConnectorResponse updateConnector(io.connectorservice.connectors.v1.UpdateConnectorRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateConnectorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a connector and its credentials: at once, or where the operator keeps deleted connectors for some days, at
     * the end of them. Until then UndeleteConnector brings it back; for every other call it is gone, and its name is free.
     * NOT_FOUND: no such connector in this tenant. ABORTED (412 in REST): `etag` is not the connector's.
     * </pre>
     */
    public io.connectorservice.connectors.v1.DeleteConnectorResponse deleteConnector(io.connectorservice.connectors.v1.DeleteConnectorRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteConnectorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Brings back a connector that was deleted and not yet destroyed, as it was.
     * NOT_FOUND: no such deleted connector. ALREADY_EXISTS: its name is taken meanwhile. RESOURCE_EXHAUSTED: the
     * tenant's quota. FAILED_PRECONDITION: its type is gone, or it is not deleted.
     * </pre>
     */
    public io.connectorservice.connectors.v1.UndeleteConnectorResponse undeleteConnector(io.connectorservice.connectors.v1.UndeleteConnectorRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUndeleteConnectorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Probes a peer without storing anything: with a config and credentials that are not saved, or with those of a
     * stored connector, some of them replaced. Stored secrets are used only where the connector would lead where it
     * leads now. A probe that fails is an answer with `success: false`, not an error.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a field is wrong, the type is unknown.
     * RESOURCE_EXHAUSTED, UNAVAILABLE as in TestConnector.
     * </pre>
     */
    public io.connectorservice.connectors.v1.TestConfigResponse testConfig(io.connectorservice.connectors.v1.TestConfigRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getTestConfigMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Describes the tenant's connectors in the form that ApplyConnectors takes, without credentials.
     * INVALID_ARGUMENT: a malformed filter or cursor.
     * </pre>
     */
    public io.connectorservice.connectors.v1.ExportConnectorsResponse exportConnectors(io.connectorservice.connectors.v1.ExportConnectorsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getExportConnectorsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Brings about a set of connectors: creates, changes and, if asked, deletes what is needed, all of it or nothing.
     * INVALID_ARGUMENT: every field that is wrong, such as `connectors[3].type`. ALREADY_EXISTS, RESOURCE_EXHAUSTED as
     * in CreateConnector. ABORTED: the plan is not the one of `etag` (412 in REST), or others keep changing these
     * connectors (409).
     * </pre>
     */
    public io.connectorservice.connectors.v1.ApplyConnectorsResponse applyConnectors(io.connectorservice.connectors.v1.ApplyConnectorsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getApplyConnectorsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Probes the connector's peer with the stored credentials and stamps the outcome on the connector.
     * A probe that fails is an answer with `success: false`, not an error.
     * NOT_FOUND: no such connector. RESOURCE_EXHAUSTED: over the rate limit, or too many tests at once; RetryInfo says when.
     * UNAVAILABLE: the prober cannot be reached; nothing was stamped.
     * </pre>
     */
    public io.connectorservice.connectors.v1.TestConnectorResponse testConnector(io.connectorservice.connectors.v1.TestConnectorRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getTestConnectorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says that the stored credentials may go where the connector leads now, after a change of its destination.
     * Only matters where the operator bound credentials to their destination; elsewhere it changes nothing.
     * NOT_FOUND: no such connector. FAILED_PRECONDITION: it has no credentials.
     * </pre>
     */
    public io.connectorservice.connectors.v1.ConfirmCredentialsResponse confirmCredentials(io.connectorservice.connectors.v1.ConfirmCredentialsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getConfirmCredentialsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the connector types: the built-in ones and the tenant's own, by name.
     * </pre>
     */
    public io.connectorservice.connectors.v1.ListConnectorTypesResponse listConnectorTypes(io.connectorservice.connectors.v1.ListConnectorTypesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListConnectorTypesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns one connector type with the JSON Schemas of its config and credentials.
     * NOT_FOUND: no such type, built in or of this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetConnectorTypeResponse getConnectorType(io.connectorservice.connectors.v1.GetConnectorTypeRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetConnectorTypeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds a connector type of the tenant's own: an HTTP API described as data.
     * INVALID_ARGUMENT: the declaration is wrong, with every place that is. ALREADY_EXISTS: the name is taken, by a
     * built-in type too. RESOURCE_EXHAUSTED: the tenant has as many types as it may.
     * </pre>
     */
    public io.connectorservice.connectors.v1.CreateConnectorTypeResponse createConnectorType(io.connectorservice.connectors.v1.CreateConnectorTypeRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateConnectorTypeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Replaces the declaration of one of the tenant's own types; its version grows by one.
     * NOT_FOUND: no such type of this tenant. INVALID_ARGUMENT as above.
     * ABORTED: `version` was given and is not the stored one.
     * </pre>
     */
    public io.connectorservice.connectors.v1.UpdateConnectorTypeResponse updateConnectorType(io.connectorservice.connectors.v1.UpdateConnectorTypeRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateConnectorTypeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes one of the tenant's own types.
     * NOT_FOUND: no such type of this tenant. FAILED_PRECONDITION: connectors still use it.
     * </pre>
     */
    public io.connectorservice.connectors.v1.DeleteConnectorTypeResponse deleteConnectorType(io.connectorservice.connectors.v1.DeleteConnectorTypeRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteConnectorTypeMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service ConnectorService.
   * <pre>
   * Registers connectors and tests whether each can really be reached with the credentials given.
   * Every call acts inside one tenant: another tenant's connector behaves as an absent one.
   * Errors carry google.rpc.ErrorInfo, and BadRequest or RetryInfo where they apply.
   * </pre>
   */
  public static final class ConnectorServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<ConnectorServiceBlockingStub> {
    private ConnectorServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ConnectorServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ConnectorServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the tenant's connectors, newest first unless `order_by` says otherwise.
     * INVALID_ARGUMENT: `limit` below 1, an unknown order, a malformed cursor or one of another query.
     * </pre>
     */
    public io.connectorservice.connectors.v1.ListConnectorsResponse listConnectors(io.connectorservice.connectors.v1.ListConnectorsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListConnectorsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns one connector, without its credentials.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetConnectorResponse getConnector(io.connectorservice.connectors.v1.GetConnectorRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetConnectorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Counts the connectors by status and by type, in one call.
     * INVALID_ARGUMENT: a malformed filter.
     * </pre>
     */
    public io.connectorservice.connectors.v1.CountConnectorsResponse countConnectors(io.connectorservice.connectors.v1.CountConnectorsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCountConnectorsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Registers a connector. Its config may still be incomplete: a test names what is missing.
     * INVALID_ARGUMENT: a field is wrong, the type is unknown. ALREADY_EXISTS: the name is taken in this tenant, or the
     * `request_id` was used for another request (reason IDEMPOTENCY_KEY_REUSED). RESOURCE_EXHAUSTED: the tenant's quota.
     * FAILED_PRECONDITION (412 in REST, reason TEST_FAILED): `save_only_if_test_passes`, and it did not.
     * </pre>
     */
    public io.connectorservice.connectors.v1.CreateConnectorResponse createConnector(io.connectorservice.connectors.v1.CreateConnectorRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateConnectorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the fields that are present and keeps the others. The answer shows `auth_config` masked.
     * NOT_FOUND, INVALID_ARGUMENT, ALREADY_EXISTS, FAILED_PRECONDITION as above. ABORTED: `etag` is not the connector's
     * (412 in REST, reason ETAG_MISMATCH), or others keep changing the connector (409); read it and try again.
     * </pre>
     */
    public io.connectorservice.connectors.v1.UpdateConnectorResponse updateConnector(io.connectorservice.connectors.v1.UpdateConnectorRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateConnectorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a connector and its credentials: at once, or where the operator keeps deleted connectors for some days, at
     * the end of them. Until then UndeleteConnector brings it back; for every other call it is gone, and its name is free.
     * NOT_FOUND: no such connector in this tenant. ABORTED (412 in REST): `etag` is not the connector's.
     * </pre>
     */
    public io.connectorservice.connectors.v1.DeleteConnectorResponse deleteConnector(io.connectorservice.connectors.v1.DeleteConnectorRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteConnectorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Brings back a connector that was deleted and not yet destroyed, as it was.
     * NOT_FOUND: no such deleted connector. ALREADY_EXISTS: its name is taken meanwhile. RESOURCE_EXHAUSTED: the
     * tenant's quota. FAILED_PRECONDITION: its type is gone, or it is not deleted.
     * </pre>
     */
    public io.connectorservice.connectors.v1.UndeleteConnectorResponse undeleteConnector(io.connectorservice.connectors.v1.UndeleteConnectorRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUndeleteConnectorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Probes a peer without storing anything: with a config and credentials that are not saved, or with those of a
     * stored connector, some of them replaced. Stored secrets are used only where the connector would lead where it
     * leads now. A probe that fails is an answer with `success: false`, not an error.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a field is wrong, the type is unknown.
     * RESOURCE_EXHAUSTED, UNAVAILABLE as in TestConnector.
     * </pre>
     */
    public io.connectorservice.connectors.v1.TestConfigResponse testConfig(io.connectorservice.connectors.v1.TestConfigRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getTestConfigMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Describes the tenant's connectors in the form that ApplyConnectors takes, without credentials.
     * INVALID_ARGUMENT: a malformed filter or cursor.
     * </pre>
     */
    public io.connectorservice.connectors.v1.ExportConnectorsResponse exportConnectors(io.connectorservice.connectors.v1.ExportConnectorsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getExportConnectorsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Brings about a set of connectors: creates, changes and, if asked, deletes what is needed, all of it or nothing.
     * INVALID_ARGUMENT: every field that is wrong, such as `connectors[3].type`. ALREADY_EXISTS, RESOURCE_EXHAUSTED as
     * in CreateConnector. ABORTED: the plan is not the one of `etag` (412 in REST), or others keep changing these
     * connectors (409).
     * </pre>
     */
    public io.connectorservice.connectors.v1.ApplyConnectorsResponse applyConnectors(io.connectorservice.connectors.v1.ApplyConnectorsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getApplyConnectorsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Probes the connector's peer with the stored credentials and stamps the outcome on the connector.
     * A probe that fails is an answer with `success: false`, not an error.
     * NOT_FOUND: no such connector. RESOURCE_EXHAUSTED: over the rate limit, or too many tests at once; RetryInfo says when.
     * UNAVAILABLE: the prober cannot be reached; nothing was stamped.
     * </pre>
     */
    public io.connectorservice.connectors.v1.TestConnectorResponse testConnector(io.connectorservice.connectors.v1.TestConnectorRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getTestConnectorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says that the stored credentials may go where the connector leads now, after a change of its destination.
     * Only matters where the operator bound credentials to their destination; elsewhere it changes nothing.
     * NOT_FOUND: no such connector. FAILED_PRECONDITION: it has no credentials.
     * </pre>
     */
    public io.connectorservice.connectors.v1.ConfirmCredentialsResponse confirmCredentials(io.connectorservice.connectors.v1.ConfirmCredentialsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getConfirmCredentialsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the connector types: the built-in ones and the tenant's own, by name.
     * </pre>
     */
    public io.connectorservice.connectors.v1.ListConnectorTypesResponse listConnectorTypes(io.connectorservice.connectors.v1.ListConnectorTypesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListConnectorTypesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Returns one connector type with the JSON Schemas of its config and credentials.
     * NOT_FOUND: no such type, built in or of this tenant.
     * </pre>
     */
    public io.connectorservice.connectors.v1.GetConnectorTypeResponse getConnectorType(io.connectorservice.connectors.v1.GetConnectorTypeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetConnectorTypeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds a connector type of the tenant's own: an HTTP API described as data.
     * INVALID_ARGUMENT: the declaration is wrong, with every place that is. ALREADY_EXISTS: the name is taken, by a
     * built-in type too. RESOURCE_EXHAUSTED: the tenant has as many types as it may.
     * </pre>
     */
    public io.connectorservice.connectors.v1.CreateConnectorTypeResponse createConnectorType(io.connectorservice.connectors.v1.CreateConnectorTypeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateConnectorTypeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Replaces the declaration of one of the tenant's own types; its version grows by one.
     * NOT_FOUND: no such type of this tenant. INVALID_ARGUMENT as above.
     * ABORTED: `version` was given and is not the stored one.
     * </pre>
     */
    public io.connectorservice.connectors.v1.UpdateConnectorTypeResponse updateConnectorType(io.connectorservice.connectors.v1.UpdateConnectorTypeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateConnectorTypeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes one of the tenant's own types.
     * NOT_FOUND: no such type of this tenant. FAILED_PRECONDITION: connectors still use it.
     * </pre>
     */
    public io.connectorservice.connectors.v1.DeleteConnectorTypeResponse deleteConnectorType(io.connectorservice.connectors.v1.DeleteConnectorTypeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteConnectorTypeMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service ConnectorService.
   * <pre>
   * Registers connectors and tests whether each can really be reached with the credentials given.
   * Every call acts inside one tenant: another tenant's connector behaves as an absent one.
   * Errors carry google.rpc.ErrorInfo, and BadRequest or RetryInfo where they apply.
   * </pre>
   */
  public static final class ConnectorServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<ConnectorServiceFutureStub> {
    private ConnectorServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ConnectorServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ConnectorServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the tenant's connectors, newest first unless `order_by` says otherwise.
     * INVALID_ARGUMENT: `limit` below 1, an unknown order, a malformed cursor or one of another query.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.ListConnectorsResponse> listConnectors(
        io.connectorservice.connectors.v1.ListConnectorsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListConnectorsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Returns one connector, without its credentials.
     * NOT_FOUND: no such connector in this tenant.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.GetConnectorResponse> getConnector(
        io.connectorservice.connectors.v1.GetConnectorRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetConnectorMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Counts the connectors by status and by type, in one call.
     * INVALID_ARGUMENT: a malformed filter.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.CountConnectorsResponse> countConnectors(
        io.connectorservice.connectors.v1.CountConnectorsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCountConnectorsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Registers a connector. Its config may still be incomplete: a test names what is missing.
     * INVALID_ARGUMENT: a field is wrong, the type is unknown. ALREADY_EXISTS: the name is taken in this tenant, or the
     * `request_id` was used for another request (reason IDEMPOTENCY_KEY_REUSED). RESOURCE_EXHAUSTED: the tenant's quota.
     * FAILED_PRECONDITION (412 in REST, reason TEST_FAILED): `save_only_if_test_passes`, and it did not.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.CreateConnectorResponse> createConnector(
        io.connectorservice.connectors.v1.CreateConnectorRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateConnectorMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes the fields that are present and keeps the others. The answer shows `auth_config` masked.
     * NOT_FOUND, INVALID_ARGUMENT, ALREADY_EXISTS, FAILED_PRECONDITION as above. ABORTED: `etag` is not the connector's
     * (412 in REST, reason ETAG_MISMATCH), or others keep changing the connector (409); read it and try again.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.UpdateConnectorResponse> updateConnector(
        io.connectorservice.connectors.v1.UpdateConnectorRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateConnectorMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a connector and its credentials: at once, or where the operator keeps deleted connectors for some days, at
     * the end of them. Until then UndeleteConnector brings it back; for every other call it is gone, and its name is free.
     * NOT_FOUND: no such connector in this tenant. ABORTED (412 in REST): `etag` is not the connector's.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.DeleteConnectorResponse> deleteConnector(
        io.connectorservice.connectors.v1.DeleteConnectorRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteConnectorMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Brings back a connector that was deleted and not yet destroyed, as it was.
     * NOT_FOUND: no such deleted connector. ALREADY_EXISTS: its name is taken meanwhile. RESOURCE_EXHAUSTED: the
     * tenant's quota. FAILED_PRECONDITION: its type is gone, or it is not deleted.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.UndeleteConnectorResponse> undeleteConnector(
        io.connectorservice.connectors.v1.UndeleteConnectorRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUndeleteConnectorMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Probes a peer without storing anything: with a config and credentials that are not saved, or with those of a
     * stored connector, some of them replaced. Stored secrets are used only where the connector would lead where it
     * leads now. A probe that fails is an answer with `success: false`, not an error.
     * NOT_FOUND: no such connector. INVALID_ARGUMENT: a field is wrong, the type is unknown.
     * RESOURCE_EXHAUSTED, UNAVAILABLE as in TestConnector.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.TestConfigResponse> testConfig(
        io.connectorservice.connectors.v1.TestConfigRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getTestConfigMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Describes the tenant's connectors in the form that ApplyConnectors takes, without credentials.
     * INVALID_ARGUMENT: a malformed filter or cursor.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.ExportConnectorsResponse> exportConnectors(
        io.connectorservice.connectors.v1.ExportConnectorsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getExportConnectorsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Brings about a set of connectors: creates, changes and, if asked, deletes what is needed, all of it or nothing.
     * INVALID_ARGUMENT: every field that is wrong, such as `connectors[3].type`. ALREADY_EXISTS, RESOURCE_EXHAUSTED as
     * in CreateConnector. ABORTED: the plan is not the one of `etag` (412 in REST), or others keep changing these
     * connectors (409).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.ApplyConnectorsResponse> applyConnectors(
        io.connectorservice.connectors.v1.ApplyConnectorsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getApplyConnectorsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Probes the connector's peer with the stored credentials and stamps the outcome on the connector.
     * A probe that fails is an answer with `success: false`, not an error.
     * NOT_FOUND: no such connector. RESOURCE_EXHAUSTED: over the rate limit, or too many tests at once; RetryInfo says when.
     * UNAVAILABLE: the prober cannot be reached; nothing was stamped.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.TestConnectorResponse> testConnector(
        io.connectorservice.connectors.v1.TestConnectorRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getTestConnectorMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says that the stored credentials may go where the connector leads now, after a change of its destination.
     * Only matters where the operator bound credentials to their destination; elsewhere it changes nothing.
     * NOT_FOUND: no such connector. FAILED_PRECONDITION: it has no credentials.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.ConfirmCredentialsResponse> confirmCredentials(
        io.connectorservice.connectors.v1.ConfirmCredentialsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getConfirmCredentialsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the connector types: the built-in ones and the tenant's own, by name.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.ListConnectorTypesResponse> listConnectorTypes(
        io.connectorservice.connectors.v1.ListConnectorTypesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListConnectorTypesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Returns one connector type with the JSON Schemas of its config and credentials.
     * NOT_FOUND: no such type, built in or of this tenant.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.GetConnectorTypeResponse> getConnectorType(
        io.connectorservice.connectors.v1.GetConnectorTypeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetConnectorTypeMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Adds a connector type of the tenant's own: an HTTP API described as data.
     * INVALID_ARGUMENT: the declaration is wrong, with every place that is. ALREADY_EXISTS: the name is taken, by a
     * built-in type too. RESOURCE_EXHAUSTED: the tenant has as many types as it may.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.CreateConnectorTypeResponse> createConnectorType(
        io.connectorservice.connectors.v1.CreateConnectorTypeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateConnectorTypeMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Replaces the declaration of one of the tenant's own types; its version grows by one.
     * NOT_FOUND: no such type of this tenant. INVALID_ARGUMENT as above.
     * ABORTED: `version` was given and is not the stored one.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.UpdateConnectorTypeResponse> updateConnectorType(
        io.connectorservice.connectors.v1.UpdateConnectorTypeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateConnectorTypeMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes one of the tenant's own types.
     * NOT_FOUND: no such type of this tenant. FAILED_PRECONDITION: connectors still use it.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.connectorservice.connectors.v1.DeleteConnectorTypeResponse> deleteConnectorType(
        io.connectorservice.connectors.v1.DeleteConnectorTypeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteConnectorTypeMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_LIST_CONNECTORS = 0;
  private static final int METHODID_GET_CONNECTOR = 1;
  private static final int METHODID_COUNT_CONNECTORS = 2;
  private static final int METHODID_CREATE_CONNECTOR = 3;
  private static final int METHODID_UPDATE_CONNECTOR = 4;
  private static final int METHODID_DELETE_CONNECTOR = 5;
  private static final int METHODID_UNDELETE_CONNECTOR = 6;
  private static final int METHODID_TEST_CONFIG = 7;
  private static final int METHODID_EXPORT_CONNECTORS = 8;
  private static final int METHODID_APPLY_CONNECTORS = 9;
  private static final int METHODID_TEST_CONNECTOR = 10;
  private static final int METHODID_CONFIRM_CREDENTIALS = 11;
  private static final int METHODID_LIST_CONNECTOR_TYPES = 12;
  private static final int METHODID_GET_CONNECTOR_TYPE = 13;
  private static final int METHODID_CREATE_CONNECTOR_TYPE = 14;
  private static final int METHODID_UPDATE_CONNECTOR_TYPE = 15;
  private static final int METHODID_DELETE_CONNECTOR_TYPE = 16;

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
        case METHODID_LIST_CONNECTORS:
          serviceImpl.listConnectors((io.connectorservice.connectors.v1.ListConnectorsRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ListConnectorsResponse>) responseObserver);
          break;
        case METHODID_GET_CONNECTOR:
          serviceImpl.getConnector((io.connectorservice.connectors.v1.GetConnectorRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetConnectorResponse>) responseObserver);
          break;
        case METHODID_COUNT_CONNECTORS:
          serviceImpl.countConnectors((io.connectorservice.connectors.v1.CountConnectorsRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.CountConnectorsResponse>) responseObserver);
          break;
        case METHODID_CREATE_CONNECTOR:
          serviceImpl.createConnector((io.connectorservice.connectors.v1.CreateConnectorRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.CreateConnectorResponse>) responseObserver);
          break;
        case METHODID_UPDATE_CONNECTOR:
          serviceImpl.updateConnector((io.connectorservice.connectors.v1.UpdateConnectorRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.UpdateConnectorResponse>) responseObserver);
          break;
        case METHODID_DELETE_CONNECTOR:
          serviceImpl.deleteConnector((io.connectorservice.connectors.v1.DeleteConnectorRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.DeleteConnectorResponse>) responseObserver);
          break;
        case METHODID_UNDELETE_CONNECTOR:
          serviceImpl.undeleteConnector((io.connectorservice.connectors.v1.UndeleteConnectorRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.UndeleteConnectorResponse>) responseObserver);
          break;
        case METHODID_TEST_CONFIG:
          serviceImpl.testConfig((io.connectorservice.connectors.v1.TestConfigRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.TestConfigResponse>) responseObserver);
          break;
        case METHODID_EXPORT_CONNECTORS:
          serviceImpl.exportConnectors((io.connectorservice.connectors.v1.ExportConnectorsRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ExportConnectorsResponse>) responseObserver);
          break;
        case METHODID_APPLY_CONNECTORS:
          serviceImpl.applyConnectors((io.connectorservice.connectors.v1.ApplyConnectorsRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ApplyConnectorsResponse>) responseObserver);
          break;
        case METHODID_TEST_CONNECTOR:
          serviceImpl.testConnector((io.connectorservice.connectors.v1.TestConnectorRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.TestConnectorResponse>) responseObserver);
          break;
        case METHODID_CONFIRM_CREDENTIALS:
          serviceImpl.confirmCredentials((io.connectorservice.connectors.v1.ConfirmCredentialsRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ConfirmCredentialsResponse>) responseObserver);
          break;
        case METHODID_LIST_CONNECTOR_TYPES:
          serviceImpl.listConnectorTypes((io.connectorservice.connectors.v1.ListConnectorTypesRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.ListConnectorTypesResponse>) responseObserver);
          break;
        case METHODID_GET_CONNECTOR_TYPE:
          serviceImpl.getConnectorType((io.connectorservice.connectors.v1.GetConnectorTypeRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.GetConnectorTypeResponse>) responseObserver);
          break;
        case METHODID_CREATE_CONNECTOR_TYPE:
          serviceImpl.createConnectorType((io.connectorservice.connectors.v1.CreateConnectorTypeRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.CreateConnectorTypeResponse>) responseObserver);
          break;
        case METHODID_UPDATE_CONNECTOR_TYPE:
          serviceImpl.updateConnectorType((io.connectorservice.connectors.v1.UpdateConnectorTypeRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.UpdateConnectorTypeResponse>) responseObserver);
          break;
        case METHODID_DELETE_CONNECTOR_TYPE:
          serviceImpl.deleteConnectorType((io.connectorservice.connectors.v1.DeleteConnectorTypeRequest) request,
              (io.grpc.stub.StreamObserver<io.connectorservice.connectors.v1.DeleteConnectorTypeResponse>) responseObserver);
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
          getListConnectorsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.ListConnectorsRequest,
              io.connectorservice.connectors.v1.ListConnectorsResponse>(
                service, METHODID_LIST_CONNECTORS)))
        .addMethod(
          getGetConnectorMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.GetConnectorRequest,
              io.connectorservice.connectors.v1.GetConnectorResponse>(
                service, METHODID_GET_CONNECTOR)))
        .addMethod(
          getCountConnectorsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.CountConnectorsRequest,
              io.connectorservice.connectors.v1.CountConnectorsResponse>(
                service, METHODID_COUNT_CONNECTORS)))
        .addMethod(
          getCreateConnectorMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.CreateConnectorRequest,
              io.connectorservice.connectors.v1.CreateConnectorResponse>(
                service, METHODID_CREATE_CONNECTOR)))
        .addMethod(
          getUpdateConnectorMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.UpdateConnectorRequest,
              io.connectorservice.connectors.v1.UpdateConnectorResponse>(
                service, METHODID_UPDATE_CONNECTOR)))
        .addMethod(
          getDeleteConnectorMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.DeleteConnectorRequest,
              io.connectorservice.connectors.v1.DeleteConnectorResponse>(
                service, METHODID_DELETE_CONNECTOR)))
        .addMethod(
          getUndeleteConnectorMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.UndeleteConnectorRequest,
              io.connectorservice.connectors.v1.UndeleteConnectorResponse>(
                service, METHODID_UNDELETE_CONNECTOR)))
        .addMethod(
          getTestConfigMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.TestConfigRequest,
              io.connectorservice.connectors.v1.TestConfigResponse>(
                service, METHODID_TEST_CONFIG)))
        .addMethod(
          getExportConnectorsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.ExportConnectorsRequest,
              io.connectorservice.connectors.v1.ExportConnectorsResponse>(
                service, METHODID_EXPORT_CONNECTORS)))
        .addMethod(
          getApplyConnectorsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.ApplyConnectorsRequest,
              io.connectorservice.connectors.v1.ApplyConnectorsResponse>(
                service, METHODID_APPLY_CONNECTORS)))
        .addMethod(
          getTestConnectorMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.TestConnectorRequest,
              io.connectorservice.connectors.v1.TestConnectorResponse>(
                service, METHODID_TEST_CONNECTOR)))
        .addMethod(
          getConfirmCredentialsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.ConfirmCredentialsRequest,
              io.connectorservice.connectors.v1.ConfirmCredentialsResponse>(
                service, METHODID_CONFIRM_CREDENTIALS)))
        .addMethod(
          getListConnectorTypesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.ListConnectorTypesRequest,
              io.connectorservice.connectors.v1.ListConnectorTypesResponse>(
                service, METHODID_LIST_CONNECTOR_TYPES)))
        .addMethod(
          getGetConnectorTypeMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.GetConnectorTypeRequest,
              io.connectorservice.connectors.v1.GetConnectorTypeResponse>(
                service, METHODID_GET_CONNECTOR_TYPE)))
        .addMethod(
          getCreateConnectorTypeMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.CreateConnectorTypeRequest,
              io.connectorservice.connectors.v1.CreateConnectorTypeResponse>(
                service, METHODID_CREATE_CONNECTOR_TYPE)))
        .addMethod(
          getUpdateConnectorTypeMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.UpdateConnectorTypeRequest,
              io.connectorservice.connectors.v1.UpdateConnectorTypeResponse>(
                service, METHODID_UPDATE_CONNECTOR_TYPE)))
        .addMethod(
          getDeleteConnectorTypeMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.connectorservice.connectors.v1.DeleteConnectorTypeRequest,
              io.connectorservice.connectors.v1.DeleteConnectorTypeResponse>(
                service, METHODID_DELETE_CONNECTOR_TYPE)))
        .build();
  }

  private static abstract class ConnectorServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    ConnectorServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.connectorservice.connectors.v1.ConnectorServiceOuterClass.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("ConnectorService");
    }
  }

  private static final class ConnectorServiceFileDescriptorSupplier
      extends ConnectorServiceBaseDescriptorSupplier {
    ConnectorServiceFileDescriptorSupplier() {}
  }

  private static final class ConnectorServiceMethodDescriptorSupplier
      extends ConnectorServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    ConnectorServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (ConnectorServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new ConnectorServiceFileDescriptorSupplier())
              .addMethod(getListConnectorsMethod())
              .addMethod(getGetConnectorMethod())
              .addMethod(getCountConnectorsMethod())
              .addMethod(getCreateConnectorMethod())
              .addMethod(getUpdateConnectorMethod())
              .addMethod(getDeleteConnectorMethod())
              .addMethod(getUndeleteConnectorMethod())
              .addMethod(getTestConfigMethod())
              .addMethod(getExportConnectorsMethod())
              .addMethod(getApplyConnectorsMethod())
              .addMethod(getTestConnectorMethod())
              .addMethod(getConfirmCredentialsMethod())
              .addMethod(getListConnectorTypesMethod())
              .addMethod(getGetConnectorTypeMethod())
              .addMethod(getCreateConnectorTypeMethod())
              .addMethod(getUpdateConnectorTypeMethod())
              .addMethod(getDeleteConnectorTypeMethod())
              .build();
        }
      }
    }
    return result;
  }
}
