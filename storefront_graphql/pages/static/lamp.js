// The lamp in the till's bar: 在线, or 断网 with the number of orders that wait. Another module tells the number
// by an event: document.dispatchEvent(new CustomEvent("waiting", { detail: 2 })).
const lamp = document.querySelector("[data-lamp]");

function show() {
  const waiting = Number(lamp.dataset.waiting);
  lamp.dataset.state = navigator.onLine ? "online" : "offline";
  lamp.textContent = (navigator.onLine ? "在线" : "断网") + (waiting ? `，${waiting} 单待传` : "");
}

if (lamp) {
  addEventListener("online", show);
  addEventListener("offline", show);
  document.addEventListener("waiting", (event) => {
    lamp.dataset.waiting = String(event.detail);
    show();
  });
  show();
}
