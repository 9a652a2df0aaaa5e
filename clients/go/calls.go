package connectors

import (
	"context"
	"encoding/json"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	connectorsv1 "github.com/connector-service/connector-service/generated/go/connectors/v1"
)

// repeatable are the calls that change nothing when they are made twice. The others are sent again only where gRPC
// knows that the server never saw them.
var repeatable = []string{
	connectorsv1.ConnectorService_ListConnectors_FullMethodName,
	connectorsv1.ConnectorService_GetConnector_FullMethodName,
	connectorsv1.ConnectorService_UpdateConnector_FullMethodName,
	connectorsv1.ConnectorService_TestConnector_FullMethodName,
	connectorsv1.ConnectorService_ConfirmCredentials_FullMethodName,
	connectorsv1.ConnectorService_ListConnectorTypes_FullMethodName,
	connectorsv1.ConnectorService_GetConnectorType_FullMethodName,
	connectorsv1.AuditService_ListAuditEvents_FullMethodName,
}

// retries is the service config that repeats them, with backoff and jitter, while the service is away.
// https://github.com/grpc/grpc/blob/master/doc/service_config.md
func retries() string {
	type method struct {
		Service string `json:"service"`
		Method  string `json:"method"`
	}
	names := make([]method, 0, len(repeatable))
	for _, full := range repeatable {
		service, name := split(full)
		names = append(names, method{service, name})
	}
	config, err := json.Marshal(map[string]any{"methodConfig": []any{map[string]any{
		"name": names,
		"retryPolicy": map[string]any{
			"maxAttempts":          4,
			"initialBackoff":       "0.2s",
			"maxBackoff":           "5s",
			"backoffMultiplier":    2,
			"retryableStatusCodes": []string{"UNAVAILABLE"},
		},
	}}})
	if err != nil {
		panic(err) // strings and numbers alone
	}
	return string(config)
}

// bound gives a call the client's timeout where its context has no deadline of its own.
func (s settings) bound(
	ctx context.Context, method string, request, answer any, connection *grpc.ClientConn, invoke grpc.UnaryInvoker,
	options ...grpc.CallOption,
) error {
	if _, has := ctx.Deadline(); !has {
		bounded, cancel := context.WithTimeout(ctx, s.timeout)
		defer cancel()
		ctx = bounded
	}
	return invoke(ctx, method, request, answer, connection, options...)
}

func (s settings) identify(
	ctx context.Context, method string, request, answer any, connection *grpc.ClientConn, invoke grpc.UnaryInvoker,
	options ...grpc.CallOption,
) error {
	ctx, err := s.identified(ctx)
	if err != nil {
		return err
	}
	return invoke(ctx, method, request, answer, connection, options...)
}

func (s settings) identifyStream(
	ctx context.Context, description *grpc.StreamDesc, connection *grpc.ClientConn, method string, open grpc.Streamer,
	options ...grpc.CallOption,
) (grpc.ClientStream, error) {
	ctx, err := s.identified(ctx)
	if err != nil {
		return nil, err
	}
	return open(ctx, description, connection, method, options...)
}

// identified says who calls. Metadata rather than gRPC's call credentials: those refuse to go without TLS, and a
// service on this machine needs none.
func (s settings) identified(ctx context.Context) (context.Context, error) {
	named := map[string]string{"x-tenant-id": s.tenant, "x-role": s.role, "x-user": s.user}
	if s.token != nil {
		token, err := s.token(ctx)
		if err != nil {
			return nil, err
		}
		named["authorization"] = "Bearer " + token
	}
	for name, value := range named {
		if value != "" {
			ctx = metadata.AppendToOutgoingContext(ctx, name, value)
		}
	}
	return ctx, nil
}
