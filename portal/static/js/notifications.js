// Who goes where a notification leads has read it: the form of the page is sent on the way.
const form = document.getElementById("lu");
for (const link of document.querySelectorAll("a[data-reads]")) {
  link.addEventListener("click", () => {
    const fields = new URLSearchParams(new FormData(form));
    fields.set("thread", link.dataset.reads);
    fetch(form.action, { method: "POST", body: fields, keepalive: true, redirect: "manual" });
  });
}
