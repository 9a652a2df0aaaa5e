/** A question before what cannot be undone. The browser keeps the focus inside and gives it back. */
import { h } from "./dom.js";

/**
 * @param {string} title
 * @param {string} text
 * @param {string} action the name of the button that does it
 * @returns {Promise<boolean>}
 */
export function confirmed(title, text, action) {
  const dialog = h(
    "dialog",
    { "aria-labelledby": "dialog-title", "aria-describedby": "dialog-text" },
    h("h2", { id: "dialog-title" }, title),
    h("p", { id: "dialog-text" }, text),
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "button", autofocus: true, onclick: () => dialog.close("") }, "Cancel"),
      h("button", { type: "button", class: "danger", onclick: () => dialog.close("yes") }, action),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
