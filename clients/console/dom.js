/**
 * Elements are made here alone, from text: no string is ever read as markup.
 *
 * @typedef {Node | string | number | null | undefined | false} Child
 * @typedef {Record<string, unknown>} Attributes attribute names; `on…` is a listener; null, undefined and false are left out
 */

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "disabled", "max"]);

/**
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {any} an HTML element
 */
export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/**
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {any} an element of SVG
 */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** @param {Element} element @param {Attributes} attributes @param {Child[]} children */
function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (PROPERTIES.has(name)) Reflect.set(element, name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  put(element, ...children);
  return element;
}

/** Adds children, leaving out what is nothing. @param {Element} parent @param {...Child} children */
export function put(parent, ...children) {
  parent.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map(asNode));
}

/** @param {any} child */
function asNode(child) {
  return child instanceof Node ? child : String(child);
}

/** @param {Element} parent @param {...Child} children */
export function replace(parent, ...children) {
  parent.replaceChildren();
  put(parent, ...children);
}

/** Says something to a screen reader without moving the focus. @param {string} text */
export function announce(text) {
  const region = /** @type {Element} */ (document.getElementById("announcer"));
  region.textContent = "";
  // Two changes in one task are one change to a screen reader: the same text twice would be silent.
  setTimeout(() => (region.textContent = text), 50);
}
