package connectors

import (
	"cmp"
	"context"
	"crypto/tls"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

const (
	defaultAddress = "127.0.0.1:50051"
	defaultTimeout = 30 * time.Second
	// An answer holds at most a page of connectors, or all connector types.
	largestAnswer = 16 << 20
)

// TokenSource returns a token that is still good; it is asked before each call.
type TokenSource func(context.Context) (string, error)

// Option says how a Client calls.
type Option func(*settings)

type settings struct {
	address, tenant, role, user string
	token                       TokenSource
	tls                         *tls.Config
	timeout                     time.Duration
}

// WithAddress is where the service is: host:port, or any target that gRPC resolves.
func WithAddress(address string) Option { return func(s *settings) { s.address = address } }

// WithTenant names the tenant, for services that trust their callers to say so.
func WithTenant(tenant string) Option { return func(s *settings) { s.tenant = tenant } }

// WithRole names the role (admin, editor, viewer), where the tenant is named too.
func WithRole(role string) Option { return func(s *settings) { s.role = role } }

// WithUser names who calls, for the audit trail.
func WithUser(user string) Option { return func(s *settings) { s.user = user } }

// WithToken sends a JWT with each call.
func WithToken(source TokenSource) Option { return func(s *settings) { s.token = source } }

// WithTLS encrypts the connection; the config says whom to trust and which certificate to show. A zero config trusts
// the system's authorities.
func WithTLS(config *tls.Config) Option { return func(s *settings) { s.tls = config } }

// WithTimeout bounds calls whose context has no deadline, retries included; 30 seconds where it is not said.
func WithTimeout(timeout time.Duration) Option { return func(s *settings) { s.timeout = timeout } }

func fromEnvironment() settings {
	found := settings{
		address: cmp.Or(os.Getenv("CONNECTORS_ADDRESS"), defaultAddress),
		tenant:  os.Getenv("CONNECTORS_TENANT"),
		role:    os.Getenv("CONNECTORS_ROLE"),
		timeout: defaultTimeout,
	}
	if token := os.Getenv("CONNECTORS_TOKEN"); token != "" {
		found.token = func(context.Context) (string, error) { return token, nil }
	}
	return found
}

func (s settings) dialOptions() []grpc.DialOption {
	transport := insecure.NewCredentials()
	if s.tls != nil {
		transport = credentials.NewTLS(s.tls)
	}
	return []grpc.DialOption{
		grpc.WithTransportCredentials(transport),
		grpc.WithDefaultServiceConfig(retries()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(largestAnswer)),
		grpc.WithUserAgent("connectors-client-go"),
		grpc.WithChainUnaryInterceptor(explain, s.bound, s.identify),
		grpc.WithChainStreamInterceptor(s.identifyStream),
	}
}
