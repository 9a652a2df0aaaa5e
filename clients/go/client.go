// Package connectors is the Go client of connector-service: registers the systems a tenant's data lives in, and tests
// whether each can really be reached.
//
// Requests and answers are the messages of the contract, package connectorsv1. Every failed call returns an *Error,
// which carries the server's reason and the fields at fault; status.Code works on it too.
//
//	client, err := connectors.New(connectors.WithTenant("acme"))
//	if err != nil { … }
//	defer client.Close()
//	result, err := client.Test(ctx, id)
package connectors

import (
	"context"
	"iter"

	"google.golang.org/grpc"

	connectorsv1 "github.com/connector-service/connector-service/generated/go/connectors/v1"
)

// Keep, as a credential's value in an update, keeps what is stored in that field. It is also what the server shows
// instead of a secret.
const Keep = "********"

// Client calls one service on behalf of one tenant. It is safe for concurrent use.
type Client struct {
	connection *grpc.ClientConn

	// Connectors is the generated stub, for calls that have no method here. It carries the same identity, deadline,
	// retries and errors.
	Connectors connectorsv1.ConnectorServiceClient
}

// New makes a client. What no option says is taken from the environment: CONNECTORS_ADDRESS (127.0.0.1:50051 where it
// is empty), CONNECTORS_TENANT, CONNECTORS_ROLE and CONNECTORS_TOKEN. It connects with the first call.
func New(options ...Option) (*Client, error) {
	settings := fromEnvironment()
	for _, option := range options {
		option(&settings)
	}
	connection, err := grpc.NewClient(settings.address, settings.dialOptions()...)
	if err != nil {
		return nil, err
	}
	return &Client{
		connection: connection,
		Connectors: connectorsv1.NewConnectorServiceClient(connection),
	}, nil
}

// Conn is what stubs of the contract's other services are made with, such as connectorsv1.NewAuditServiceClient. They
// carry the same identity, and unary calls the same deadline, retries and errors; From reads the errors of streams.
func (c *Client) Conn() grpc.ClientConnInterface { return c.connection }

// Close ends the connection; calls that are still running fail.
func (c *Client) Close() error { return c.connection.Close() }

// Create registers a connector. Its config may still be incomplete: a test names what is missing.
func (c *Client) Create(
	ctx context.Context, request *connectorsv1.CreateConnectorRequest,
) (*connectorsv1.Connector, error) {
	answer, err := c.Connectors.CreateConnector(ctx, request)
	return answer.GetConnector(), err
}

// Get returns one connector, without its credentials.
func (c *Client) Get(ctx context.Context, id string) (*connectorsv1.Connector, error) {
	answer, err := c.Connectors.GetConnector(ctx, &connectorsv1.GetConnectorRequest{Id: id})
	return answer.GetConnector(), err
}

// All goes through the tenant's connectors, newest first, and asks for a page of pageSize (1 to 100) whenever it needs
// one. It ends after the first error.
func (c *Client) All(ctx context.Context, pageSize int64) iter.Seq2[*connectorsv1.Connector, error] {
	return func(yield func(*connectorsv1.Connector, error) bool) {
		request := &connectorsv1.ListConnectorsRequest{Limit: &pageSize}
		for {
			page, err := c.Connectors.ListConnectors(ctx, request)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, connector := range page.GetData() {
				if !yield(connector, nil) {
					return
				}
			}
			if page.GetPagination().Cursor == nil {
				return
			}
			request.Cursor = page.GetPagination().Cursor
		}
	}
}

// Update changes the fields that are set. AuthConfig: nil keeps the stored credentials, values replace them all (Keep
// keeps one), and an empty struct wipes them.
func (c *Client) Update(
	ctx context.Context, request *connectorsv1.UpdateConnectorRequest,
) (*connectorsv1.Connector, error) {
	answer, err := c.Connectors.UpdateConnector(ctx, request)
	return answer.GetConnector(), err
}

// Delete deletes a connector and its credentials.
func (c *Client) Delete(ctx context.Context, id string) error {
	_, err := c.Connectors.DeleteConnector(ctx, &connectorsv1.DeleteConnectorRequest{Id: id})
	return err
}

// Test probes the connector's peer with the stored credentials. A probe that fails is an answer whose Success is
// false, with Reason, Field and Hint; it is no error.
func (c *Client) Test(ctx context.Context, id string) (*connectorsv1.TestConnectorResponse, error) {
	return c.Connectors.TestConnector(ctx, &connectorsv1.TestConnectorRequest{Id: id})
}

// Types returns the connector types there are, the tenant's own among them, with the schemas of what each asks for.
func (c *Client) Types(ctx context.Context) ([]*connectorsv1.ConnectorType, error) {
	answer, err := c.Connectors.ListConnectorTypes(ctx, &connectorsv1.ListConnectorTypesRequest{})
	return answer.GetData(), err
}
