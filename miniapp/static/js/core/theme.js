// Follows Telegram's theme, and corrects a colour only where a custom theme makes it unreadable.

import { app, isInside } from './telegram.js';

const NEEDED = 4.7;
const PAIRS = [
  ['--button', '--button-text'],
  ['--text-2', '--surface'],
  ['--text-2', '--ground-fill'],
  ['--accent-text', '--surface'],
  ['--accent-text', '--ground'],
  ['--accent-text', '--accent-soft'],
  ['--danger', '--surface'],
  ['--danger', '--ground'],
  ['--danger', '--danger-soft'],
  ['--ok', '--ok-soft'],
  ['--warn', '--warn-soft'],
];

const root = document.documentElement;
const canvas = document.createElement('canvas');
canvas.width = canvas.height = 1;
const pixel = canvas.getContext('2d', { willReadFrequently: true });
const probe = document.createElement('i');

export function followTheme() {
  apply();
  app?.onEvent?.('themeChanged', apply);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
}

function apply() {
  if (isInside) root.dataset.theme = app.colorScheme;
  for (const [name] of PAIRS) root.style.removeProperty(name);
  for (const [name, below] of PAIRS) mend(name, below);
  if (!isInside) return;
  app.setHeaderColor?.('secondary_bg_color');
  app.setBackgroundColor?.('secondary_bg_color');
}

function mend(name, below) {
  const ground = read(below);
  const first = read(name);
  const pole = luminance(ground) > 0.18 ? 0 : 255;
  let colour = first;
  for (let step = 0; step < 20 && contrast(colour, ground) < NEEDED; step += 1) {
    colour = colour.map((part) => part + (pole - part) * 0.08);
  }
  if (colour !== first) root.style.setProperty(name, `rgb(${colour.map(Math.round).join(' ')})`);
}

function read(name) {
  root.append(probe);
  probe.style.color = `var(${name})`;
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = getComputedStyle(probe).color;
  pixel.fillRect(0, 0, 1, 1);
  probe.remove();
  return [...pixel.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

// WCAG 2.2, relative luminance and contrast ratio.
function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}
