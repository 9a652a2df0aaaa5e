// Command gateway is grpc-gateway as its documentation has it, in front of the service: gateway LISTEN UPSTREAM. The
// handlers are generated from the contract by the test, which also writes registrations.go.
//
// https://grpc-ecosystem.github.io/grpc-gateway/docs/tutorials/adding_annotations/
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	_ "google.golang.org/genproto/googleapis/rpc/errdetails" // the details of our errors, to write them as JSON
)

type registration func(context.Context, *runtime.ServeMux, string, []grpc.DialOption) error

func main() {
	listen, upstream := os.Args[1], os.Args[2]
	mux := runtime.NewServeMux(runtime.WithIncomingHeaderMatcher(identity))
	plain := []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}
	for _, register := range registrations {
		if err := register(context.Background(), mux, upstream, plain); err != nil {
			log.Fatal(err)
		}
	}
	log.Fatal(http.ListenAndServe(listen, mux))
}

// identity lets through the headers that say who calls; the default has a prefix for them.
func identity(name string) (string, bool) {
	switch lower := strings.ToLower(name); lower {
	case "x-tenant-id", "x-role", "x-user":
		return lower, true
	}
	return runtime.DefaultHeaderMatcher(name)
}
