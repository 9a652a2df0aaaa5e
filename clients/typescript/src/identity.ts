import type { Interceptor } from "@connectrpc/connect";

/** Who calls. What is not given is taken from `CONNECTORS_TENANT`, `CONNECTORS_ROLE` and `CONNECTORS_TOKEN`. */
export interface Identity {
  /** For services that trust their callers to name it. */
  tenant?: string;
  /** admin, editor or viewer, where the tenant is named too. */
  role?: string;
  /** For the audit trail. */
  user?: string;
  /** A JWT, or a function that returns one that is still good; it is asked before each attempt. */
  token?: string | (() => string | Promise<string>);
}

/** Says with each call who calls. */
export function identify(identity: Identity): Interceptor {
  const { CONNECTORS_TENANT, CONNECTORS_ROLE, CONNECTORS_TOKEN } = process.env;
  const named = {
    "x-tenant-id": identity.tenant ?? CONNECTORS_TENANT,
    "x-role": identity.role ?? CONNECTORS_ROLE,
    "x-user": identity.user,
  };
  const source = identity.token ?? CONNECTORS_TOKEN;
  return (next) => async (request) => {
    for (const [name, value] of Object.entries(named)) {
      if (value) request.header.set(name, value);
    }
    const token = typeof source === "function" ? await source() : source;
    if (token) request.header.set("authorization", `Bearer ${token}`);
    return await next(request);
  };
}
