// A line that comes and goes.

const SECONDS = 3;
const line = document.getElementById('toast');
let leaving = 0;

export function say(text) {
  line.textContent = text;
  line.hidden = false;
  clearTimeout(leaving);
  leaving = setTimeout(() => { line.hidden = true; }, SECONDS * 1000);
}
