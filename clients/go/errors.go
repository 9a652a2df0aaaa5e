package connectors

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// Violation is a field of the request that is wrong, such as config.port, and what was expected.
type Violation struct {
	Field, Description string
}

// Error is a refused or failed call, as the server's google.rpc details tell it.
type Error struct {
	Code    codes.Code
	Message string
	// Reason is the server's own, such as NAME_TAKEN; empty where the server did not answer.
	Reason     string
	Violations []Violation
	// RetryAfter is when to come back; zero where the server did not say.
	RetryAfter time.Duration
	// RequestID is what the server's logs and audit trail call this request.
	RequestID string

	status *status.Status
}

func (e *Error) Error() string {
	if e.Reason == "" {
		return fmt.Sprintf("%s: %s", e.Code, e.Message)
	}
	return fmt.Sprintf("%s (%s): %s", e.Code, e.Reason, e.Message)
}

// GRPCStatus lets status.Code and status.FromError read an Error.
func (e *Error) GRPCStatus() *status.Status { return e.status }

// Reason is the server's reason for err, such as NAME_TAKEN; empty where err is none of the server's.
func Reason(err error) string {
	if failed := From(err); failed != nil {
		return failed.Reason
	}
	return ""
}

// From is what err tells, whether this client or gRPC itself returned it; nil where err is no call's.
func From(err error) *Error {
	var failed *Error
	if errors.As(err, &failed) {
		return failed
	}
	told, ok := status.FromError(err)
	if !ok || err == nil {
		return nil
	}
	return failure(told, nil)
}

// explain turns what a call fails with into an *Error. It is the outermost interceptor, so retries are over by then.
func explain(
	ctx context.Context, method string, request, answer any, connection *grpc.ClientConn, invoke grpc.UnaryInvoker,
	options ...grpc.CallOption,
) error {
	var trailer metadata.MD
	err := invoke(ctx, method, request, answer, connection, append(options, grpc.Trailer(&trailer))...)
	if err == nil {
		return nil
	}
	told, ok := status.FromError(err)
	if !ok {
		return err // not the call's: the token source failed, say
	}
	return failure(told, trailer)
}

func failure(told *status.Status, trailer metadata.MD) *Error {
	failed := &Error{Code: told.Code(), Message: told.Message(), status: told}
	failed.RequestID = strings.Join(trailer.Get("x-request-id"), "")
	for _, detail := range told.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			failed.Reason = detail.GetReason()
		case *errdetails.BadRequest:
			for _, violation := range detail.GetFieldViolations() {
				failed.Violations = append(failed.Violations, Violation{violation.GetField(), violation.GetDescription()})
			}
		case *errdetails.RetryInfo:
			failed.RetryAfter = detail.GetRetryDelay().AsDuration()
		}
	}
	return failed
}

// split takes /package.Service/Method apart.
func split(full string) (service, method string) {
	service, method, _ = strings.Cut(strings.TrimPrefix(full, "/"), "/")
	return service, method
}
