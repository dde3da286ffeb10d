// Asks the browser where it is, only when the button is pressed, and sends the answer as an ordinary form.
const DIGITS = 4; // some ten metres are near enough to rank points
const SAYS = { 1: "没有允许看位置，从下面选乡镇也行", 2: "现在查不到位置，从下面选乡镇", 3: "查位置太久了，从下面选乡镇" };

for (const form of document.querySelectorAll("[data-near]")) {
  const says = form.querySelector("[data-near-says]");
  form.addEventListener("submit", (event) => {
    if (form.elements.lat.value) return;
    event.preventDefault();
    if (!navigator.geolocation) {
      says.textContent = SAYS[2];
      return;
    }
    says.textContent = "正在看你在哪里";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lat.value = coords.latitude.toFixed(DIGITS);
        form.elements.lon.value = coords.longitude.toFixed(DIGITS);
        form.requestSubmit();
      },
      ({ code }) => {
        says.textContent = SAYS[code];
      },
      { timeout: 8000, maximumAge: 60000 },
    );
  });
}
