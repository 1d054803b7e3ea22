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

// Resolves when there is a session; rejects with the Problem that keeps the person out.
export async function open() {
  held = recall();
  if (held?.ended === launch) throw new Problem(401, { code: 'session_ended' });
  if (held?.ended || (wanted && held?.community !== wanted)) held = null;
  if (!held) await signIn();
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

function alone(deed) {
  return navigator.locks ? navigator.locks.request(place, deed) : deed();
}

// Storage may be forbidden in a frame; then the session lives as long as the page.
function recall() {
  try {
    return JSON.parse(localStorage.getItem(place)) ?? held;
  } catch {
    return held;
  }
}

function keep(value) {
  try {
    localStorage.setItem(place, JSON.stringify(value));
  } catch {
    // nothing to do: `held` is enough until the page is closed
  }
}
