// Command tour shows the whole life of a connector: it registers some, lists them page by page, renames one, tests it,
// is refused, and deletes them.
//
//	CONNECTORS_TENANT=acme tour https://api.example.com/guarded [ca.pem]
//
// The URL is of an API that asks for HTTP Basic credentials. With a PEM file of authorities, the service is called over
// TLS.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log"
	"maps"
	"os"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"

	connectors "github.com/connector-service/connector-service/clients/go"
	connectorsv1 "github.com/connector-service/connector-service/generated/go/connectors/v1"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: tour URL [ca.pem]")
	}
	client, err := connectors.New(transport(os.Args[2:])...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	if err := tour(context.Background(), client, os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func transport(authorities []string) []connectors.Option {
	if len(authorities) == 0 {
		return nil
	}
	pem, err := os.ReadFile(authorities[0])
	if err != nil {
		log.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return []connectors.Option{connectors.WithTLS(&tls.Config{RootCAs: pool})}
}

func tour(ctx context.Context, client *connectors.Client, url string) error {
	for number := range 7 {
		made, err := client.Create(ctx, orders(fmt.Sprintf("orders %d", number), url))
		if err != nil {
			return err
		}
		fmt.Printf("created %s: %s\n", made.GetName(), made.GetStatus())
	}

	var ids, names []string
	for connector, err := range client.All(ctx, 3) {
		if err != nil {
			return err
		}
		ids, names = append(ids, connector.GetId()), append(names, connector.GetName())
	}
	fmt.Printf("listed %d: %s\n", len(names), strings.Join(names, ", "))

	// AuthConfig is left out: the stored credentials stay.
	renamed, err := client.Update(ctx, &connectorsv1.UpdateConnectorRequest{Id: ids[0], Name: proto.String("EU orders")})
	if err != nil {
		return err
	}
	kept := slices.Sorted(maps.Keys(renamed.GetAuthConfig().GetFields()))
	fmt.Printf("renamed %s, which keeps its credentials: %s\n", renamed.GetName(), strings.Join(kept, ", "))

	result, err := client.Test(ctx, ids[0])
	if err != nil {
		return err
	}
	fmt.Printf("tested %s: %t, %s\n", result.GetName(), result.GetSuccess(), result.GetVerifiedLevel())

	_, taken := client.Create(ctx, orders("EU orders", url))
	_, wrong := client.Create(ctx, &connectorsv1.CreateConnectorRequest{
		Name: "wrong", Type: "rest_api", Config: object(map[string]any{"url": 7}),
	})
	for _, err := range []error{taken, wrong} {
		fmt.Println(refusal(err))
	}

	for _, id := range ids {
		if err := client.Delete(ctx, id); err != nil {
			return err
		}
	}
	fmt.Printf("deleted %d\n", len(ids))
	fmt.Println(refusal(client.Delete(ctx, ids[0])))
	return nil
}

func orders(name, url string) *connectorsv1.CreateConnectorRequest {
	return &connectorsv1.CreateConnectorRequest{
		Name:       name,
		Type:       "rest_api",
		Config:     object(map[string]any{"url": url}),
		AuthMethod: "basic",
		AuthConfig: object(map[string]any{"username": "user", "password": "correct horse"}),
	}
}

func object(fields map[string]any) *structpb.Struct {
	made, err := structpb.NewStruct(fields)
	if err != nil {
		log.Fatal(err) // a value that JSON has no form for
	}
	return made
}

// refusal says what an error tells a program: the reason, the fields at fault, when to come back.
func refusal(err error) string {
	var failed *connectors.Error
	if !errors.As(err, &failed) {
		return fmt.Sprintf("not refused: %v", err)
	}
	told := []string{failed.Reason}
	for _, violation := range failed.Violations {
		told = append(told, violation.Field)
	}
	if failed.RetryAfter > 0 {
		told = append(told, fmt.Sprintf("again in %g s", failed.RetryAfter.Seconds()))
	}
	return "refused: " + strings.Join(told, ", ")
}
