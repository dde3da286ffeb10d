// The counter's keys. What a key does is written in the page:
//   data-key="F1" … "F12", "Escape"   on a link or button: the key presses it
//   data-key="1" … "9"                the same, while the focus is not in a box, or the box is empty and
//                                     marked data-digits (the find box: a digit picks a row, letters search)
//   data-keys="rows"                  on a table body or list: ↑ and ↓ move aria-selected, Enter presses the
//                                     selected row's [data-enter]
// An open dialog takes the keys for itself: only what is inside it answers.

// A barcode begins with a digit too. A person needs longer than this to press a second key.
const SCANNER_MS = 60;
let held = null;

function visible(element) {
  return element.getClientRects().length > 0 && !element.disabled;
}

function scope() {
  return document.querySelector("dialog[open]") || document;
}

function bound(key) {
  return [...scope().querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && visible(one));
}

function box() {
  const element = document.activeElement;
  const typed = "input:not([type=radio], [type=checkbox]), textarea, select";
  return element && element.matches(typed) ? element : null;
}

function free() {
  const element = box();
  return !element || ("digits" in element.dataset && element.value === "");
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
  if (!list || (box() && box().matches("[type=number], select, textarea"))) return false;
  if (event.key === "ArrowDown") moveRow(list, 1);
  else if (event.key === "ArrowUp") moveRow(list, -1);
  else {
    const target = list.querySelector("[aria-selected=true] [data-enter]");
    const pressed = document.activeElement.matches("a, button, summary");
    if (event.key !== "Enter" || pressed || !free() || !target) return false;
    target.click();
  }
  return true;
}

// The first of several quick characters was the scanner's: it goes into the box after all.
function release() {
  clearTimeout(held.timer);
  if (held.box) held.box.value += held.key;
  held = null;
}

function hold(event, target) {
  event.preventDefault();
  const timer = setTimeout(() => {
    held = null;
    target.click();
  }, SCANNER_MS);
  held = { key: event.key, box: box(), timer };
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (held && (event.key.length === 1 || event.key === "Enter")) {
    release();
    return;
  }
  if (onRows(event)) {
    event.preventDefault();
  } else if (/^\d$/.test(event.key)) {
    const target = free() && bound(event.key);
    if (target) hold(event, target);
  } else if (/^F\d{1,2}$/.test(event.key) || (event.key === "Escape" && scope() === document)) {
    const target = bound(event.key);
    // F1 to F5 never open the browser's help or load the page again.
    if (target || /^F[1-5]$/.test(event.key)) event.preventDefault();
    if (target) target.click();
  }
});
