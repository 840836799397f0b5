// The transcript and the chapters of a film lead the player to their moment, and follow it.
// Without this script their links open the page at that moment.
const LEAST_SCROLL_MARGIN = 24; // pixels

function current(links, time) {
  return links.findLast((link) => Number(link.dataset.start) <= time && time < Number(link.dataset.end ?? Infinity));
}

function mark(links, link) {
  for (const other of links) {
    if (other === link) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
}

function reveal(list, link) {
  // Scrolls the transcript, never the page: the film must not move while it is watched.
  const top = link.offsetTop - LEAST_SCROLL_MARGIN;
  const bottom = link.offsetTop + link.offsetHeight + LEAST_SCROLL_MARGIN;
  if (top >= list.scrollTop && bottom <= list.scrollTop + list.clientHeight) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  list.scrollTo({ top: Math.max(0, top - list.clientHeight / 4), behavior: calm ? "auto" : "smooth" });
}

for (const player of document.querySelectorAll("[data-player]")) {
  const video = player.querySelector("video");
  const list = player.querySelector("[data-transcript]");
  if (!video) continue;
  const follow = player.querySelector("[data-follow]");
  const speeches = [...player.querySelectorAll("[data-transcript] [data-start]")];
  const chapters = [...player.querySelectorAll("[data-start]")].filter((link) => !speeches.includes(link));

  if (follow) follow.closest("[hidden]").hidden = false;

  player.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-start]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    video.currentTime = Number(link.dataset.start);
    video.play();
  });

  let said;
  function show(time) {
    mark(chapters, current(chapters, time));
    const speech = current(speeches, time);
    if (speech === said) return;
    said = speech;
    mark(speeches, speech);
    if (speech && follow.checked) reveal(list, speech);
  }

  video.addEventListener("timeupdate", () => show(video.currentTime));
  const asked = Number(new URLSearchParams(location.search).get("t"));
  if (asked > 0) show(asked + 0.99); // links name the whole second in which a speech starts
}
