// The counter's keys. What a key does is written in the page:
//   data-key="F1" … "F12", "Escape"   on a link or button: the key presses it
//   data-key="1" … "9"                the same, while the focus is not in a box, or the box is empty and
//                                     marked data-digits (the find box: a digit picks a row, letters search)
//   data-keys="rows"                  on a table body or list: ↑ and ↓ move aria-selected, Enter presses the
//                                     selected row's [data-enter]
// An open dialog takes the keys for itself: only what is inside it answers.
function visible(element) {
  return element.getClientRects().length > 0 && !element.disabled;
}

function scope() {
  return document.querySelector("dialog[open]") || document;
}

function bound(key) {
  return [...scope().querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && visible(one));
}

function typing() {
  const box = document.activeElement;
  if (!box || !box.matches("input:not([type=radio], [type=checkbox]), textarea, select")) return false;
  return !("digits" in box.dataset && box.value === "");
}

function moveRow(list, step) {
  const rows = [...list.children].filter(visible);
  if (rows.length === 0) return;
  const now = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
  for (const row of rows) row.setAttribute("aria-selected", String(row === next));
  next.scrollIntoView({ block: "nearest" });
}

function onRows(event) {
  const list = scope().querySelector("[data-keys=rows]");
  if (!list) return false;
  if (event.key === "ArrowDown") moveRow(list, 1);
  else if (event.key === "ArrowUp") moveRow(list, -1);
  else {
    const box = document.activeElement;
    const free = box === document.body || ("digits" in box.dataset && box.value === "");
    const target = list.querySelector("[aria-selected=true] [data-enter]");
    if (event.key !== "Enter" || !free || !target) return false;
    target.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (onRows(event)) {
    event.preventDefault();
    return;
  }
  if (/^\d$/.test(event.key) && typing()) return;
  if (!/^(F\d{1,2}|Escape|\d)$/.test(event.key)) return;
  if (event.key === "Escape" && document.querySelector("dialog[open]")) return;
  const target = bound(event.key);
  if (target) {
    event.preventDefault();
    target.click();
  } else if (/^F[1-5]$/.test(event.key)) {
    event.preventDefault(); // F1 to F5 never open the browser's help or load the page again
  }
});
