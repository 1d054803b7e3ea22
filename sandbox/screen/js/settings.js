// What the screen remembers in this browser: theme, language, columns and who sits in them.

const KEY = 'sandbox';

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) || '{}') || {};
  } catch {
    return {};
  }
}

const values = { columns: 1, phone: false, seats: [], cleared: {}, ...read() };

/** @returns the value remembered under `name`. */
export function setting(name) {
  return values[name];
}

/** Remembers `value` under `name`; a browser without storage forgets it on reload. */
export function remember(name, value) {
  values[name] = value;
  try {
    localStorage.setItem(KEY, JSON.stringify(values));
  } catch {
    // Storage may be full or forbidden; the screen works without it.
  }
}
