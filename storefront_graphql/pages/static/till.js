// The change due, while the cash is being typed: <input data-tendered data-total="fen">, [data-change] and its
// word. The server works it out again from what is sent.
const box = document.querySelector("[data-tendered]");
const change = document.querySelector("[data-change]");
const word = document.querySelector("[data-change-word]");

function fen(text) {
  const plain = text.normalize("NFKC").replace(/[\s,¥元]/g, "").replace("。", ".");
  return /^\d{1,9}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null;
}

function yuan(amount) {
  return "¥" + (amount / 100).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

if (box) {
  box.addEventListener("input", () => {
    const given = fen(box.value);
    const back = given === null ? null : given - Number(box.dataset.total);
    word.textContent = back !== null && back < 0 ? "还差" : "找零";
    change.toggleAttribute("data-none", back === null);
    change.textContent = back === null ? "—" : yuan(Math.abs(back));
  });
}
