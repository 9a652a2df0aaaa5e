/** Light or dark: as the system says, until someone chooses. The choice is the one thing this page stores. */
const KEY = "connectors-theme";

export function startTheme() {
  const button = /** @type {HTMLButtonElement} */ (document.getElementById("theme"));
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (stored() ?? (system.matches ? "dark" : "light")) === "dark";

  const show = () => {
    document.documentElement.dataset.theme = isDark() ? "dark" : "light";
    button.textContent = isDark() ? "Light theme" : "Dark theme";
  };
  button.addEventListener("click", () => {
    keep(isDark() ? "light" : "dark");
    show();
  });
  system.addEventListener("change", show);
  show();
}

let chosen = "";

/** @returns {string | null} */
function stored() {
  try {
    return chosen || localStorage.getItem(KEY);
  } catch {
    return chosen || null; // storage is off: the choice lasts as long as the page
  }
}

/** @param {string} theme */
function keep(theme) {
  chosen = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}
