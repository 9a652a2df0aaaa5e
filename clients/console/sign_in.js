/** Signing in: by tenant and role, by token, or by the certificate that the browser shows. */
import { Refused, call } from "./api.js";
import { h, replace } from "./dom.js";
import { identityModes, setSession } from "./session.js";
import { amend, place } from "./place.js";

/** @typedef {import("./session.js").Session} Session */

/** @type {Record<string, {title: string, draw: () => Element[], read: (given: FormData) => Session}>} */
const WAYS = {
  headers: {
    title: "Tenant and role",
    draw: () => [tenantField(true), roleField(), textField("user", "Your name (optional)", "for the audit trail")],
    read: (given) => ({
      headers: named({ "x-tenant-id": given.get("tenant"), "x-role": given.get("role"), "x-user": given.get("user") }),
      label: `${given.get("tenant")} · ${given.get("role")}`,
      role: String(given.get("role")),
      certificate: false,
    }),
  },
  jwt: {
    title: "Token",
    draw: () => [
      field("token", "Token", h("input", { id: "token", name: "token", type: "password", autocomplete: "off", required: true })),
      tenantField(false),
    ],
    read: (given) => ({
      headers: named({ authorization: `Bearer ${String(given.get("token")).trim()}`, "x-tenant-id": given.get("tenant") }),
      label: String(given.get("tenant") || "signed in by token"),
      role: null,
      certificate: false,
    }),
  },
  mtls: {
    title: "Certificate of this browser",
    draw: () => [tenantField(false)],
    read: (given) => ({
      headers: named({ "x-tenant-id": given.get("tenant") }),
      label: String(given.get("tenant") || "signed in by certificate"),
      role: null,
      certificate: true,
    }),
  },
};

/**
 * @param {Element} main
 * @param {string} notice why one has to sign in again
 * @param {() => void} done
 */
export function signInView(main, notice, done) {
  const modes = identityModes().filter((mode) => mode in WAYS);
  const fields = h("div", { class: "fields" });
  const wrong = h("p", { class: "box failing", role: "alert", hidden: true });
  const submit = h("button", { class: "primary" }, "Sign in");
  let way = modes[0];

  /** @param {string} mode */
  const choose = (mode) => {
    way = mode;
    replace(fields, ...WAYS[mode].draw());
  };

  /** @param {SubmitEvent} event */
  const signIn = async (event) => {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.target));
    wrong.hidden = true;
    submit.disabled = true;
    try {
      setSession(WAYS[way].read(given));
      await call("GET", "connectors", { query: { limit: 1 } });
      amend({ tenant: String(given.get("tenant") ?? "") });
      done();
    } catch (error) {
      setSession(null);
      wrong.textContent = error instanceof Refused ? error.message : "This cannot be sent: check what was entered.";
      wrong.hidden = false;
    } finally {
      submit.disabled = false;
    }
  };

  replace(
    main,
    h("h1", {}, "Sign in"),
    notice && h("p", { class: "box warning", role: "status" }, notice),
    h(
      "form",
      { class: "card narrow", onsubmit: signIn },
      modes.length > 1 && wayField(modes, choose),
      fields,
      wrong,
      submit,
      h("p", { class: "help" }, "Kept in this page's memory alone: reloading it signs you out."),
    ),
  );
  choose(way);
  /** @type {HTMLElement | null} */ (fields.querySelector("input"))?.focus();
}

/** @param {string[]} modes @param {(mode: string) => void} choose */
function wayField(modes, choose) {
  const options = modes.map((mode) => h("option", { value: mode }, WAYS[mode].title));
  const select = h("select", { id: "way", onchange: () => choose(select.value) }, ...options);
  return field("way", "By", select);
}

/** @param {boolean} required */
function tenantField(required) {
  const { tenant = "" } = place();
  const label = required ? "Tenant" : "Tenant (where you have several)";
  return field("tenant", label, h("input", { id: "tenant", name: "tenant", value: tenant, required, autocomplete: "organization" }));
}

function roleField() {
  const roles = ["admin", "editor", "viewer"].map((role) => h("option", {}, role));
  return field("role", "Role", h("select", { id: "role", name: "role" }, ...roles));
}

/** @param {string} name @param {string} label @param {string} help */
function textField(name, label, help) {
  const input = h("input", { id: name, name, autocomplete: "username", "aria-describedby": `${name}-help` });
  return field(name, label, input, h("p", { class: "help", id: `${name}-help` }, help));
}

/** @param {string} id @param {string} label @param {...Element} inputs */
function field(id, label, ...inputs) {
  return h("div", { class: "field" }, h("label", { for: id }, label), ...inputs);
}

/** @param {Record<string, FormDataEntryValue | null>} headers @returns {Record<string, string>} those with a value */
function named(headers) {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])));
}
