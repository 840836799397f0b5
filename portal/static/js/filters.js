// The list of actions follows its filters (htmx does the requests). A new list arrives with its filters:
// keep which ones were open, how far they were scrolled, and the focus, which a closed one cannot take.
let focused = "";
let seen = new Map();
let panelOpen = false; // on a phone, behind one button

document.addEventListener("htmx:configRequest", ({ detail }) => {
  // An empty field, or a choice that is the usual one, has no place in the address.
  for (const [name, value] of [...detail.formData.entries()]) {
    const usual = document.querySelector(`#listing-form [name="${name}"][data-default]`)?.dataset.default ?? "";
    if (value === usual) detail.formData.delete(name);
  }
});

document.addEventListener("htmx:beforeSwap", () => {
  focused = document.activeElement.id;
  seen = new Map();
  panelOpen = document.getElementById("filters").hasAttribute("data-open");
  for (const facet of document.querySelectorAll("details[data-facet]")) {
    seen.set(facet.id, { open: facet.open, scroll: facet.querySelector("[data-scroll]")?.scrollTop });
  }
});

document.addEventListener("htmx:afterSwap", () => {
  document.getElementById("filters").toggleAttribute("data-open", panelOpen);
  for (const [id, { open, scroll }] of seen) {
    const facet = document.getElementById(id);
    if (!facet) continue;
    facet.open = open;
    const choices = facet.querySelector("[data-scroll]");
    if (choices && scroll) choices.scrollTop = scroll;
  }
  // Not before: htmx gives the focus back while the old list and the new one stand together.
  const used = document.getElementById(focused);
  used?.focus({ preventScroll: true });
  used?.scrollIntoView({ block: "nearest", behavior: "instant" });
});
