/**
 * Who is signed in. It is kept in this variable and nowhere else: no cookie that a foreign page could make the browser
 * send, no storage that another script could read later. A reload signs out.
 *
 * @typedef {{headers: Record<string, string>, label: string, role: string | null, certificate: boolean}} Session
 */

/** @type {Session | null} */
let current = null;

/** @returns {Session | null} */
export function session() {
  return current;
}

/** @param {Session | null} next */
export function setSession(next) {
  current = next;
}

/** Whether the caller may change and test connectors, as far as the page knows: a token's role is the service's to read. */
export function mayEdit() {
  return current?.role !== "viewer";
}

/** Whether the caller may read the audit trail, as far as the page knows. */
export function mayAudit() {
  return current?.role === null || current?.role === "admin";
}

/** The ways to sign in that this service believes: `headers`, `jwt`, `mtls`. @returns {string[]} */
export function identityModes() {
  const meta = document.querySelector('meta[name="connectors-identity"]');
  return (meta?.getAttribute("content") ?? "").split(",").filter(Boolean);
}
