/**
 * The whole life of a connector: registers some, lists them page by page, renames one, tests it, is refused, and deletes
 * them.
 *
 *     CONNECTORS_TENANT=acme node tour.js https://api.example.com/guarded [ca.pem]
 *
 * The URL is of an API that asks for HTTP Basic credentials. With a PEM file of authorities, the service is called over
 * TLS.
 */

import { readFileSync } from "node:fs";
import { ConnectorsClient, ConnectorsError, VerifiedLevel } from "@connector-service/connectors-client";

const [url, authorities] = process.argv.slice(2);
if (url === undefined) throw new Error("usage: tour URL [ca.pem]");
const client = new ConnectorsClient(authorities ? { tls: { ca: readFileSync(authorities) } } : {});

function orders(name: string) {
  return {
    name,
    type: "rest_api",
    config: { url: url! },
    authMethod: "basic",
    authConfig: { username: "user", password: "correct horse" },
  };
}

/** What an error tells a program: the reason, the fields at fault, when to come back. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "not refused";
  } catch (error) {
    if (!(error instanceof ConnectorsError)) throw error;
    const told = [error.reason, ...error.violations.map(({ field }) => field)];
    if (error.retryAfterMs) told.push(`again in ${error.retryAfterMs / 1000} s`);
    return `refused: ${told.join(", ")}`;
  }
}

for (let number = 0; number < 7; number++) {
  const made = await client.create(orders(`orders ${number}`));
  console.log(`created ${made.name}: ${made.status}`);
}

const ids: string[] = [];
const names: string[] = [];
for await (const connector of client.list(3)) {
  ids.push(connector.id);
  names.push(connector.name);
}
console.log(`listed ${names.length}: ${names.join(", ")}`);

const newest = ids[0]!;
// authConfig is left out: the stored credentials stay.
const renamed = await client.update({ id: newest, name: "EU orders" });
const kept = Object.keys(renamed.authConfig ?? {}).sort();
console.log(`renamed ${renamed.name}, which keeps its credentials: ${kept.join(", ")}`);

const result = await client.test(newest, { timeoutMs: 60_000 });
console.log(`tested ${result.name}: ${result.success}, ${VerifiedLevel[result.verifiedLevel]}`);

console.log(await refusal(client.create(orders("EU orders"))));
console.log(await refusal(client.create({ name: "wrong", type: "rest_api", config: { url: 7 } })));

for (const id of ids) await client.delete(id);
console.log(`deleted ${ids.length}`);
console.log(await refusal(client.delete(newest)));
