// Keeps in this tab what is being written in any form until it is sent, so that a wrong click or a reload
// loses nothing. What is sent and cannot be taken comes back from the server (portal/http/form_recovery.py).
// Nothing outlives the tab, signing out, or the sign-in of somebody else at the same desk.
const PREFIX = "typed:";
const OWNER_FIELD = "_owner";
const TYPED = "textarea, input:not([type]), input[type=text]";
const SECRET = /passw|secret|code|otp|csrf|token/i;

const ownerOf = (form) => form.elements[OWNER_FIELD]?.value.split(":")[0];

function fieldsOf(form) {
  return [...form.querySelectorAll(TYPED)].filter(
    (field) => field.name && !SECRET.test(field.name) && !field.readOnly && field.autocomplete !== "off",
  );
}

// The address of the form, and the comment that it answers.
function keyOf(form) {
  const address = new URL(form.getAttribute("action") ?? "", location.href);
  return [PREFIX + ownerOf(form), address.pathname, form.elements.parent?.value].join(" ");
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function forget(isForgotten) {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX) && isForgotten(key)) sessionStorage.removeItem(key);
    }
  } catch {
    // Storage refused: there is nothing to forget.
  }
}

function write(form) {
  const typed = fieldsOf(form).filter((field) => field.value !== field.defaultValue);
  const kept = Object.fromEntries(typed.map((field) => [field.name, [field.defaultValue, field.value]]));
  try {
    if (typed.length) sessionStorage.setItem(keyOf(form), JSON.stringify(kept));
    else sessionStorage.removeItem(keyOf(form));
  } catch {
    // Storage refused or full: the form still works, without it.
  }
}

function watch(form) {
  const note = form.querySelector("[data-typed-note]");
  const kept = read(keyOf(form));
  for (const field of fieldsOf(form)) {
    const [before, value] = kept[field.name] ?? [];
    // Not over what the server wrote there meanwhile.
    if (value === undefined || before !== field.defaultValue || field.value !== before) continue;
    field.value = value;
    if (note) note.hidden = false;
    form.closest("details")?.setAttribute("open", "");
  }
  form.addEventListener("input", () => {
    write(form);
    if (note) note.hidden = true;
  });
  form.addEventListener("submit", () => forget((key) => key === keyOf(form)));
  // What would be typed while the text is sent would go with its form.
  const setReadOnly = (isReadOnly) => form.querySelectorAll("textarea").forEach((area) => (area.readOnly = isReadOnly));
  form.addEventListener("htmx:beforeRequest", () => setReadOnly(true));
  form.addEventListener("htmx:afterRequest", () => setReadOnly(false));
}

function watchAll(root) {
  for (const form of root.querySelectorAll("form:not([data-watched])")) {
    if (!ownerOf(form)) continue;
    form.dataset.watched = "";
    if (form.matches("[data-signs-out]")) form.addEventListener("submit", () => forget(() => true));
    else if (fieldsOf(form).length) watch(form);
  }
}

const here = document.querySelector(`input[name=${OWNER_FIELD}]`)?.value.split(":")[0];
forget((key) => !key.startsWith(`${PREFIX}${here} `));
document.addEventListener("htmx:load", ({ detail }) => watchAll(detail.elt));
watchAll(document);
