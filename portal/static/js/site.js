// What every page does with a script: theme switch, menu on a phone, "/" for the search field.
const root = document.documentElement;

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.setAttribute("aria-pressed", isDark());
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    button.setAttribute("aria-pressed", isDark());
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // The choice holds for this page only.
    }
  });
}

for (const button of document.querySelectorAll("[data-menu-switch]")) {
  const menu = document.getElementById(button.getAttribute("aria-controls"));
  button.addEventListener("click", () => {
    const open = menu.toggleAttribute("data-open");
    button.setAttribute("aria-expanded", open);
  });
}

const popups = document.querySelectorAll("details[data-popup]");
document.addEventListener("click", (event) => {
  for (const popup of popups) if (!popup.contains(event.target)) popup.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const popup of popups) {
      if (!popup.open) continue;
      popup.open = false;
      popup.querySelector("summary").focus();
    }
  }
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const field = document.getElementById("site-search");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  }
});

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
