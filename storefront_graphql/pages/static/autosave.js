// Keeps what is typed in <form data-autosave="address"> while it is typed; [data-autosaved] says when. Saving is
// the form's own button: without this script nothing is missing but the memory of an unsaved page.
const REST_MS = 2000;
const form = document.querySelector("form[data-autosave]");
const told = form && form.querySelector("[data-autosaved]");
let waiting = 0;
let changed = false;
let saving = null;
let leaving = false;

function keep() {
  clearTimeout(waiting);
  if (!changed) return;
  changed = false;
  // One after the other: what was typed first must not arrive last.
  const mine = (saving || Promise.resolve()).then(send).then(() => {
    if (saving === mine) saving = null;
  });
  saving = mine;
}

async function send() {
  let kept = false;
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), keepalive: true });
    kept = answer.status === 204;
  } catch {
    kept = false;
  }
  if (!kept && !leaving) changed = true;
  const clock = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  told.textContent = kept ? `${clock} 记下了，还没存` : "没能记下，别关这一页";
}

async function submit(event) {
  clearTimeout(waiting);
  changed = false;
  if (!saving) return;
  // A memory that is still on its way would outlive what it is a memory of.
  event.preventDefault();
  if (leaving) return;
  leaving = true;
  const { submitter } = event;
  await saving;
  leaving = false;
  form.requestSubmit(submitter);
}

if (form) {
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, REST_MS);
  });
  form.addEventListener("focusout", keep);
  form.addEventListener("submit", submit);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
}
