/**
 * Where in the console we are. It stands in the URL, filters and tenant included, so that it can be kept and sent;
 * nothing secret ever does.
 */

/** Called with something to know, once, after each change of place. @type {(memo: any) => void} */
let follow = () => {};

/** @returns {Record<string, string>} */
export function place() {
  return Object.fromEntries(new URLSearchParams(location.search));
}

/** @param {Record<string, string>} parameters @returns {string} for `href`; the tenant goes along */
export function link(parameters) {
  const { tenant } = place();
  return `?${new URLSearchParams(tenant ? { tenant, ...parameters } : parameters)}`;
}

/**
 * @param {string} href from `link`
 * @param {any} [memo] what the next view should know and the URL should not say
 */
export function go(href, memo) {
  history.pushState(null, "", href);
  follow(memo);
}

/** Changes parameters where we are: empty ones go. No history entry, no new view. @param {Record<string, string>} changes */
export function amend(changes) {
  const kept = Object.entries({ ...place(), ...changes }).filter(([, value]) => value);
  history.replaceState(null, "", `?${new URLSearchParams(kept)}`);
}

/** @param {(memo: any) => void} listener */
export function onChange(listener) {
  follow = listener;
  addEventListener("popstate", () => listener(undefined));
  document.addEventListener("click", (event) => {
    const anchor = /** @type {Element} */ (event.target).closest("a");
    const href = anchor?.getAttribute("href");
    if (!href?.startsWith("?") || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(href === "?" ? link({}) : href);
  });
}
