// Our own session: made of Telegram's init data, renewed in time, ended when the server says so.

import { botId, communityKey } from './entry.js';
import { Problem } from './problem.js';
import { app, initData, person, startParam } from './telegram.js';

const RENEW_BEFORE = 30_000;
const place = `kommuna:${botId ?? 'platform'}:${person?.id ?? ''}`;
const launch = app?.initDataUnsafe?.hash?.slice(0, 16) ?? '';
const wanted = communityKey ?? /^c_(.+)$/.exec(startParam)?.[1] ?? null;

let held = null;
let renewal = null;
let carry = history.state?.session;

// Resolves when there is a session; rejects with the Problem that keeps the person out.
export async function open() {
  held = recall();
  if (held?.ended === launch) throw new Problem(401, { code: 'session_ended' });
  if (held?.ended || (wanted && held?.community !== wanted)) held = null;
  if (held && !wanted && held.seen !== launch && await isElsewhere()) held = null;
  if (!held) await signIn();
}

// A launch that names no community leads to the one that the person visits in the chat now.
async function isElsewhere() {
  const headers = { Authorization: `tma ${initData}` };
  if (botId) headers['X-Bot-ID'] = botId;
  try {
    const response = await fetch('/api/v1/me', { credentials: 'omit', headers });
    if (!response.ok || (await response.json()).community.key !== held.community) return response.ok;
  } catch {
    return false;
  }
  held.seen = launch;
  keep(held);
  return false;
}

export async function token() {
  if (!held) throw new Problem(401, { code: 'session_ended' });
  if (held.expires < Date.now() + RENEW_BEFORE) await renew();
  return held.access;
}

// One renewal at a time: whoever comes meanwhile waits for the same one.
export function renew() {
  renewal ??= alone(exchange).finally(() => { renewal = null; });
  return renewal;
}

// What every new entry of the history takes along.
export function carried() {
  return carry;
}

export function end() {
  held = null;
  keep({ ended: launch });
}

async function exchange() {
  const stale = held;
  const kept = recall();
  if (kept?.access && kept.access !== stale?.access && kept.expires > Date.now() + RENEW_BEFORE) {
    held = kept; // another window of ours was faster
    return;
  }
  const response = await post('/api/v1/auth/refresh', { refresh_token: stale.refresh });
  if (response.ok) {
    hold(await response.json());
    return;
  }
  const problem = await Problem.of(response);
  if (!problem.isSignedOut) throw problem;
  // A new launch brings new init data; the launch whose session was ended stays outside.
  if (problem.code === 'session_ended' && stale.launch === launch) {
    end();
    throw problem;
  }
  await signIn();
}

async function signIn() {
  const headers = {};
  if (botId) headers['X-Bot-ID'] = botId;
  if (communityKey) headers['X-Community-ID'] = communityKey;
  const body = { init_data: initData, platform: app.platform ?? '' };
  const response = await post('/api/v1/auth/telegram/validate', body, headers);
  if (!response.ok) throw await Problem.of(response);
  hold(await response.json());
}

function hold(answer) {
  held = {
    access: answer.access_token,
    refresh: answer.refresh_token,
    expires: Date.now() + answer.expires_in * 1000,
    community: answer.community.key,
    launch,
    seen: launch,
  };
  keep(held);
}

async function post(url, body, headers = {}) {
  try {
    return await fetch(url, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  } catch {
    throw Problem.unreachable();
  }
}

// Only windows that share a store can be in each other's way; without one there are no locks, either.
function alone(deed) {
  return navigator.locks && stored() ? navigator.locks.request(place, deed) : deed();
}

// Where a frame may not store anything, the entry of the history keeps what a reload needs: it is
// our origin's alone, too. An entry that is come back to gets the newest, see `carried`.
function recall() {
  return stored() ?? history.state?.session ?? held;
}

function keep(value) {
  try {
    localStorage.setItem(place, JSON.stringify(value));
  } catch {
    carry = value;
    history.replaceState({ ...history.state, session: value }, '');
  }
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(place));
  } catch {
    return null;
  }
}
