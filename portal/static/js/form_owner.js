// A browser fills the forms of a page in again when somebody goes back to it. On a shared computer that may be
// somebody else: the entry of the history says to whom the page was shown, and another person gets a fresh one.
// Who wrote the text finds it again.
const owner = document.querySelector("input[name=_owner]")?.value.split(":")[0];
const [navigation] = performance.getEntriesByType("navigation");

const note = () => history.replaceState({ ...history.state, owner }, "");

if (owner && navigation.type === "back_forward" && history.state?.owner !== owner) {
  document.documentElement.hidden = true; // until the fresh page is there
  location.replace(location.pathname + location.search); // a reload would fill the forms in again
} else if (owner) {
  note();
  // htmx makes entries of its own.
  for (const event of ["htmx:pushedIntoHistory", "htmx:replacedInHistory"]) document.addEventListener(event, note);
}
