// Runs before the first paint: the chosen theme, and a mark that scripts are there.
document.documentElement.dataset.js = "";
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage refused by the browser: the system's theme applies.
}
