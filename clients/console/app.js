/** The console's start: which view stands for the URL, for whom, and what happens when one fails. */
import { Refused } from "./api.js";
import { h, replace } from "./dom.js";
import { mayAudit, session, setSession } from "./session.js";
import { link, onChange, place } from "./place.js";
import { startTheme } from "./theme.js";
import { signInView } from "./sign_in.js";
import { listView } from "./list_view.js";
import { connectorView } from "./connector_view.js";
import { createView, editView } from "./edit_view.js";
import { auditView } from "./audit_view.js";

/**
 * What a view is given: where it draws, the parameters of its URL, a signal that ends with it, a memo of the view before.
 *
 * @typedef {{main: HTMLElement, parameters: Record<string, string>, signal: AbortSignal, memo: any}} Stage
 */

/** @type {Record<string, {title: string, draw: (stage: Stage) => Promise<void> | void}>} */
const VIEWS = {
  list: { title: "Connectors", draw: listView },
  new: { title: "New connector", draw: createView },
  edit: { title: "Edit connector", draw: editView },
  connector: { title: "Connector", draw: connectorView },
  audit: { title: "Audit trail", draw: auditView },
};

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
let leaving = new AbortController();

/** @param {any} [memo] */
async function show(memo) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  drawHeader();
  const parameters = place();
  const view = VIEWS[parameters.view] ?? VIEWS.list;
  const section = h("section", { "aria-label": view.title });
  replace(main, section);
  scrollTo(0, 0);
  if (!session()) {
    document.title = "Sign in – Connectors";
    signInView(section, memo?.notice ?? "", show);
    return;
  }
  document.title = `${view.title} – Connectors`;
  try {
    const drawn = view.draw({ main: section, parameters, signal, memo });
    focusHeading(section);
    await drawn;
    if (!signal.aborted) focusHeading(section);
  } catch (error) {
    if (signal.aborted) return;
    fail(section, error);
  }
}

/** Where a reader goes on after a change of view; not where the view has put the focus itself. @param {Element} section */
function focusHeading(section) {
  const heading = section.querySelector("h1");
  if (!heading || section.contains(document.activeElement)) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/**
 * A refusal is shown above all else; what is our own fault goes on to the console of the browser too.
 *
 * @param {Element} section
 * @param {unknown} error
 */
function fail(section, error) {
  if (error instanceof Refused && error.status === 401) {
    signOut(`Signed out: ${error.message}`);
    return;
  }
  const told = error instanceof Refused ? error.message : "This page failed; its console says more.";
  section.querySelector("#refusal")?.remove();
  const box = h("p", { id: "refusal", class: "box failing", role: "alert" }, told);
  section.prepend(box);
  box.scrollIntoView({ block: "nearest" });
  if (!(error instanceof Refused)) throw error;
}

/** @param {string} notice */
function signOut(notice) {
  setSession(null);
  show({ notice });
}

function drawHeader() {
  const navigation = /** @type {Element} */ (document.getElementById("navigation"));
  const account = /** @type {Element} */ (document.getElementById("account"));
  const who = session();
  if (!who) {
    replace(navigation);
    replace(account);
    return;
  }
  const { view = "list" } = place();
  /** @param {string} name @param {string} title */
  const item = (name, title) =>
    h("a", { href: link(name === "list" ? {} : { view: name }), "aria-current": view === name && "page" }, title);
  replace(navigation, item("list", "Connectors"), mayAudit() && item("audit", "Audit"));
  replace(
    account,
    h("span", { class: "who" }, who.label),
    h("button", { type: "button", class: "quiet", onclick: () => signOut("") }, "Sign out"),
  );
}

// What a button did and nobody else answers for.
addEventListener("unhandledrejection", (event) => {
  const isLeft = event.reason?.name === "AbortError"; // of a view that was left
  if (!isLeft && !(event.reason instanceof Refused)) return;
  event.preventDefault();
  if (!isLeft) fail(/** @type {Element} */ (main.firstElementChild), event.reason);
});
startTheme();
onChange(show);
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
show();
