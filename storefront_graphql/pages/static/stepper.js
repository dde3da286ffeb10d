// The − and + of a stepper. With data-saves the form is sent once the number has rested for a moment.
const REST_MS = 500;
const waiting = new WeakMap();

function limits(stepper) {
  const input = stepper.querySelector("input");
  const value = Number(input.value);
  for (const button of stepper.querySelectorAll("[data-step]")) {
    const end = Number(button.dataset.step) < 0 ? input.min : input.max;
    button.disabled = end !== "" && value === Number(end);
  }
}

function settle(stepper) {
  limits(stepper);
  if (!("saves" in stepper.dataset)) return;
  clearTimeout(waiting.get(stepper));
  const input = stepper.querySelector("input");
  waiting.set(stepper, setTimeout(() => input.reportValidity() && input.form.requestSubmit(), REST_MS));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  const stepper = button && button.closest("[data-stepper]");
  if (!stepper) return;
  const input = stepper.querySelector("input");
  const wanted = (Number.parseInt(input.value, 10) || 0) + Number(button.dataset.step);
  const most = input.max === "" ? Infinity : Number(input.max);
  input.value = Math.min(most, Math.max(Number(input.min || 0), wanted));
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("change", (event) => {
  const stepper = event.target.closest("[data-stepper]");
  if (stepper) settle(stepper);
});

for (const stepper of document.querySelectorAll("[data-stepper]")) limits(stepper);
document.addEventListener("htmx:load", (event) => {
  for (const stepper of event.target.querySelectorAll("[data-stepper]")) limits(stepper);
});
