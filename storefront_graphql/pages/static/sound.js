// A scan is answered aloud too, so that nobody needs to look up: high for yes, low and twice for no.
// Marked in the page by data-sound="done" or "bad".
const NOTES = { done: [[1320, 0]], bad: [[220, 0], [220, 0.18]] };
let context = null;

async function play(kind) {
  if (!navigator.userActivation?.hasBeenActive) return; // the browser wants a key or a touch first
  context = context || new AudioContext();
  await context.resume();
  for (const [pitch, wait] of NOTES[kind] || []) note(pitch, context.currentTime + wait);
}

function note(pitch, start) {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.15, start);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.14);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + 0.15);
}

document.addEventListener("htmx:afterSettle", (event) => {
  const sounding = event.target.querySelector("[data-sound]");
  if (sounding) play(sounding.dataset.sound);
});
