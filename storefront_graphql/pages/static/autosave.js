// Keeps what is typed in <form data-autosave="address"> while it is typed; [data-autosaved] says when. Saving is
// the form's own button: without this script nothing is missing but the memory of an unsaved page.
const REST_MS = 2000;
const form = document.querySelector("form[data-autosave]");
const told = form && form.querySelector("[data-autosaved]");
let waiting = 0;
let changed = false;

async function keep() {
  clearTimeout(waiting);
  if (!changed) return;
  changed = false;
  let kept = false;
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), keepalive: true });
    kept = answer.status === 204;
  } catch {
    kept = false;
  }
  if (!kept) changed = true;
  const clock = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  told.textContent = kept ? `${clock} 记下了，还没存` : "没能记下，别关这一页";
}

if (form) {
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, REST_MS);
  });
  form.addEventListener("focusout", keep);
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    changed = false;
  });
  document.addEventListener("visibilitychange", () => document.hidden && keep());
}
