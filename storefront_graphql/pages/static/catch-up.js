// On a slow phone a choice can be made before htmx is there to hear it: once it is, the choice is told again.
function chosen(select) {
  const first = [...select.options].findIndex((one) => one.defaultSelected);
  return select.selectedIndex !== Math.max(0, first);
}

// htmx begins to listen at this event too; its script stands before this one.
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[hx-trigger=change]")) {
    const missed = [...form.querySelectorAll("select")].find(chosen);
    if (missed) missed.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
