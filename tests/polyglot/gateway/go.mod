// The same number of folders below the root as .build/polyglot/gateway, where the test builds it.
module github.com/connector-service/connector-service/tests/polyglot/gateway

go 1.24.0

require (
	github.com/connector-service/connector-service v0.0.0
	github.com/grpc-ecosystem/grpc-gateway/v2 v2.28.0
	google.golang.org/genproto/googleapis/rpc v0.0.0-20260209200024-4cfbd4190f57
	google.golang.org/grpc v1.80.0
	google.golang.org/protobuf v1.36.11
)

require (
	golang.org/x/net v0.49.0 // indirect
	golang.org/x/sys v0.40.0 // indirect
	golang.org/x/text v0.34.0 // indirect
	google.golang.org/genproto/googleapis/api v0.0.0-20260209200024-4cfbd4190f57 // indirect
)

replace github.com/connector-service/connector-service => ../../..
