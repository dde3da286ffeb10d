// <button type="button" data-print>: prints the page; print.css leaves only the slip or the labels.
// A page that should ask for the printer as soon as it is there marks its slip data-print-now.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

if (document.querySelector("[data-print-now]")) addEventListener("load", () => print());
