// Names of colleagues under a comment that is being written, after an @. The text stays a plain text
// area: the list is chosen from by hand, and a name typed whole mentions as well.
const DELAY = 200; // milliseconds without a key before the server is asked
const BEING_TYPED = /(?:^|[^\p{L}\p{N}_])@([\p{L}][\p{L}\p{M}’' -]{1,79})$/u;
const WORDS = 3; // typed after the @ and still looked for

function watch(box) {
  const text = box.querySelector("textarea");
  const list = box.querySelector("[role=listbox]");
  const status = list.nextElementSibling;
  let timer;
  let asked;
  let chosen = -1;

  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-haspopup", "listbox");
  text.setAttribute("aria-controls", list.id);

  function typed() {
    const before = text.value.slice(0, text.selectionStart);
    const name = text.selectionStart === text.selectionEnd ? BEING_TYPED.exec(before)?.[1] : undefined;
    return name && name.trim().split(/\s+/).length <= WORDS ? name.trimStart() : undefined;
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    list.replaceChildren();
    status.textContent = "";
    choose(-1);
  }

  function choose(place) {
    chosen = place;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", index === place));
    const option = list.children[place];
    if (option) {
      text.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      text.removeAttribute("aria-activedescendant");
    }
  }

  function line({ name, service }, place) {
    const option = document.createElement("li");
    option.id = `${list.id}-${place}`;
    option.role = "option";
    option.dataset.name = name;
    const where = document.createElement("span");
    where.className = "suggestions__kind";
    where.textContent = service;
    option.append(name, " ", where);
    return option;
  }

  async function ask(name) {
    asked?.abort();
    asked = new AbortController();
    try {
      const address = `${box.dataset.mentions}?${new URLSearchParams({ q: name })}`;
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected || typed() !== name) return;
      const { agents, status: words } = await answer.json();
      list.replaceChildren(...agents.map(line));
      list.hidden = agents.length === 0;
      status.textContent = words;
      choose(-1);
    } catch (error) {
      if (error.name !== "AbortError") close(); // no network: the name can be typed
    }
  }

  function write(option) {
    const end = text.selectionStart;
    const start = end - typed().length;
    text.setRangeText(`${option.dataset.name} `, start, end, "end");
    close();
    text.dispatchEvent(new Event("input", { bubbles: true })); // its draft is kept
  }

  text.addEventListener("input", () => {
    clearTimeout(timer);
    const name = typed();
    if (name) timer = setTimeout(() => ask(name), DELAY);
    else close();
  });

  text.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(chosen < last ? chosen + 1 : 0);
    else if (event.key === "ArrowUp") choose(chosen > 0 ? chosen - 1 : last);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) write(list.children[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });

  // Before the field loses the focus, which closes the list.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) write(option);
  });
  text.addEventListener("blur", close);
}

function watchAll(root) {
  for (const box of root.querySelectorAll("[data-mentions]:not([data-watched])")) {
    box.dataset.watched = "";
    watch(box);
  }
}

document.addEventListener("htmx:load", ({ detail }) => watchAll(detail.elt));
watchAll(document);
