// Requests on behalf of the person. An access token that is over is renewed once, and the request
// is sent again.

import { Problem } from './problem.js';
import * as session from './session.js';

export async function request(url, { method = 'GET', body, accept = 'application/json', signal } = {}) {
  const first = await send(url, { method, body, accept, signal });
  if (first.status !== 401) return first;
  const { code } = await Problem.of(first.clone());
  if (code === 'token_expired') {
    await session.renew();
    return send(url, { method, body, accept, signal });
  }
  session.end();
  throw new Problem(401, { code });
}

export async function call(method, url, body) {
  const response = await request(url, { method, body });
  if (!response.ok) throw await Problem.of(response);
  return response.status === 204 ? null : response.json();
}

async function send(url, { method, body, accept, signal }) {
  const headers = { Accept: accept, Authorization: `Bearer ${await session.token()}` };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(url, {
      method,
      headers,
      signal,
      credentials: 'omit',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    throw error.name === 'AbortError' ? error : Problem.unreachable();
  }
}
