// A barcode scanner types fast and presses Enter. Wherever the focus is, its text goes to the page's scan box
// (<input data-scan>; of several the one in use, else the first); and after each swap the box has the focus again, empty or with its text marked.
const FAST_MS = 40;
const SHORTEST = 6;
let typed = "";
let last = 0;

function scanBox() {
  const room = document.querySelector("dialog[open]") || document;
  const inUse = document.activeElement;
  return inUse && room.contains(inUse) && inUse.matches("[data-scan]") ? inUse : room.querySelector("[data-scan]");
}

function ready() {
  const box = scanBox();
  if (!box) return;
  box.focus({ preventScroll: true });
  box.select();
}

document.addEventListener("keydown", (event) => {
  const box = scanBox();
  if (!box || event.ctrlKey || event.altKey || event.metaKey) return;
  const quick = event.timeStamp - last < FAST_MS;
  last = event.timeStamp;
  if (event.key === "Enter") {
    if (quick && typed.length >= SHORTEST && document.activeElement !== box) {
      event.preventDefault();
      event.stopImmediatePropagation(); // it is not the Enter of a chosen row
      box.value = typed;
      box.form.requestSubmit();
    }
    typed = "";
  } else if (event.key.length === 1) {
    typed = quick ? typed + event.key : event.key;
  }
}, true);

document.addEventListener("htmx:afterSettle", ready);
ready();
