// Suggestions under a field, which one chooses from by hand: the combobox pattern of the ARIA guide. Under
// the search field, pages to open; in a comment, colleagues after an @. Without a choice nothing changes:
// Enter searches as it would without a script, and a name typed whole mentions as well.
const DELAY = 150; // milliseconds without a key before the server is asked
const SHORTEST = 2; // characters typed before it is
const NAME = /(?:^|[^\p{L}\p{N}_])@([\p{L}(][\p{L}\p{M}\p{N}’'‑.()\u00a0\u202f -]{1,79})$/u;
const WORDS = 6; // typed after the @ and still looked for

const SEARCH = {
  takes: ["Enter"],
  // A text area is no combobox for ARIA: it keeps its role, and says that a list belongs to it.
  attributes: { role: "combobox" },
  typed: (field) => field.value.trim(),
  take: (field, option) => location.assign(option.dataset.url),
};

const MENTIONS = {
  takes: ["Enter", "Tab"],
  attributes: { "aria-haspopup": "listbox" },
  typed(field) {
    const before = field.value.slice(0, field.selectionStart);
    const name = field.selectionStart === field.selectionEnd ? NAME.exec(before)?.[1] : undefined;
    return name && name.trim().split(/\s+/).length <= WORDS ? name : "";
  },
  take(field, option) {
    const end = field.selectionStart;
    const start = end - MENTIONS.typed(field).length;
    field.setRangeText(`${option.dataset.label} `, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true })); // its draft is kept
  },
};

function suggest(field, list, address, { takes, attributes, typed, take }) {
  const status = list.nextElementSibling;
  let timer;
  let asked;
  let chosen = -1;

  const all = { "aria-autocomplete": "list", "aria-controls": list.id, ...attributes };
  for (const [name, value] of Object.entries(all)) field.setAttribute(name, value);
  close();

  function show(options, words) {
    list.replaceChildren(...options.map(line));
    list.hidden = options.length === 0;
    if (field.role === "combobox") field.setAttribute("aria-expanded", options.length > 0);
    status.textContent = words;
    choose(-1);
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    show([], "");
  }

  function choose(place) {
    chosen = place;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", index === place));
    const option = list.children[place];
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function line({ label, kind, url }, place) {
    const option = document.createElement("li");
    option.id = `${list.id}-${place}`;
    option.role = "option";
    Object.assign(option.dataset, { label, url });
    const name = document.createElement("span");
    name.textContent = label;
    const what = document.createElement("span");
    what.className = "suggestions__kind";
    what.textContent = kind;
    option.append(name, " ", what);
    return option;
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const text = typed(field);
    if (text.length < SHORTEST) return close();
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ q: text })}`, {
        signal: asked.signal,
        headers: { Accept: "application/json" },
      });
      if (!answer.ok || answer.redirected || typed(field) !== text) return;
      const { options, status: words } = await answer.json();
      if (document.activeElement === field) show(options, words);
    } catch (error) {
      if (error.name !== "AbortError") close(); // no network: the field does without
    }
  }

  function accept(option) {
    take(field, option);
    close();
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (typed(field).length < SHORTEST) close();
    else timer = setTimeout(ask, DELAY);
  });

  field.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "ArrowDown" && list.hidden && field.role === "combobox") ask();
    else if (list.hidden) return;
    else if (event.key === "ArrowDown") choose(chosen < last ? chosen + 1 : -1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
    else if (takes.includes(event.key) && chosen >= 0) accept(list.children[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });

  // Before the field loses the focus, which closes the list.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) accept(option);
  });
  field.addEventListener("blur", close);
}

function suggestAll(root) {
  for (const box of root.querySelectorAll("[data-suggest]:not([data-watched])")) {
    box.dataset.watched = "";
    const field = box.querySelector("textarea, input[type=search]");
    const kind = field.matches("textarea") ? MENTIONS : SEARCH;
    suggest(field, box.querySelector("[role=listbox]"), box.dataset.suggest, kind);
  }
}

document.addEventListener("htmx:load", ({ detail }) => suggestAll(detail.elt));
suggestAll(document);
