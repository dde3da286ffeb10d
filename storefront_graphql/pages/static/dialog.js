// Opens native dialogs: <button data-opens="id">. Closing is the dialog's own form method="dialog", or Esc.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog && !dialog.open) dialog.showModal();
});

// A dialog that came open from the server becomes a modal one: the page behind it rests.
for (const dialog of document.querySelectorAll("dialog[open]")) {
  dialog.close();
  dialog.showModal();
}
