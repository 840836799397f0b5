// Keeps what is being written in a form[data-draft] until it is published: a closed tab or an expired
// session loses nothing. data-draft names the form (page, comment answered) and the agent, so that
// another agent at the same desk never sees it.
const KEPT_FOR = 30 * 24 * 3600 * 1000; // milliseconds
const PREFIX = "draft:";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    if (draft) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
  } catch {
    // Storage refused or full: the form still works, without a draft.
  }
}

function watch(form) {
  const text = form.querySelector("textarea");
  const note = form.querySelector("[data-draft-note]");
  const key = PREFIX + form.dataset.draft;
  const draft = read(key);
  // Sent, and the server came back on the new comment: nothing left to keep.
  if (draft?.sent && location.hash.startsWith("#commentaire-")) write(key, null);
  else if (draft && !text.value && Date.now() - draft.at < KEPT_FOR) {
    text.value = draft.text;
    if (note) note.hidden = false;
    form.closest("details")?.setAttribute("open", "");
  }
  text.addEventListener("input", () => {
    write(key, text.value.trim() ? { text: text.value, at: Date.now() } : null);
    if (note) note.hidden = true;
  });
  form.addEventListener("submit", () => write(key, { text: text.value, at: Date.now(), sent: true }));
  form.addEventListener("draft-published", () => write(key, null));
  // What would be typed while the text is sent would go with its form.
  form.addEventListener("htmx:beforeRequest", () => (text.readOnly = true));
  form.addEventListener("htmx:afterRequest", () => (text.readOnly = false));
}

function watchAll(root) {
  for (const form of root.querySelectorAll("form[data-draft]:not([data-watched])")) {
    form.dataset.watched = "";
    watch(form);
  }
}

// A comment published by htmx: forget its draft before its form goes.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 200) detail.requestConfig.elt.dispatchEvent(new Event("draft-published"));
});
// A text that could not be posted comes back with a page that is not found: show it.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 404 && detail.xhr.getResponseHeader("HX-Retarget")) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});
document.addEventListener("htmx:load", ({ detail }) => watchAll(detail.elt));
watchAll(document);
