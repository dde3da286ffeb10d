// A form that is a table (data-cells): arrows move to the same column of the next row, and what was changed is counted.
const form = document.querySelector("form[data-cells]");
const told = form && form.querySelector("[data-changed]");

function column(cell) {
  const name = cell.name.split("-")[0];
  return [...form.querySelectorAll(`input[name^="${name}-"]`)];
}

if (form) {
  form.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches(".cell-input")) return;
    const cells = column(event.target);
    const next = cells[cells.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  });
  form.addEventListener("input", () => {
    const cells = [...form.querySelectorAll(".cell-input")];
    const number = cells.filter((cell) => cell.value !== cell.defaultValue).length;
    told.textContent = number ? `改了 ${number} 处，还没存` : "";
  });
}
