// Who goes where a notification leads has read it: the form beside the link is sent on the way.
for (const link of document.querySelectorAll("a[data-reads]")) {
  const form = document.getElementById(link.dataset.reads);
  link.addEventListener("click", () => {
    fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true, redirect: "manual" });
  });
}
