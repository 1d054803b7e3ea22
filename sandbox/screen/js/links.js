// Links of Telegram: what they ask for. `https://t.me/<name>?start=x`, `?startapp=x`, `/<name>/<app>`, `tg://resolve`.

/**
 * @returns {{username?: string, start?: string, startapp?: string, invite?: string, slug?: string}|null}
 *   null when the link does not lead into Telegram.
 */
export function telegramLink(url) {
  let parsed;
  try {
    parsed = new URL(/^[a-z][\w+.-]*:/i.test(url) ? url : `https://${url}`);
  } catch {
    return null;
  }
  const query = parsed.searchParams;
  const wishes = { start: query.get('start') ?? undefined, startapp: query.get('startapp') ?? undefined };
  if (parsed.protocol === 'tg:') {
    return query.get('domain') ? { username: query.get('domain'), ...wishes } : null;
  }
  if (!['t.me', 'telegram.me', 'www.t.me'].includes(parsed.hostname) || !/^https?:$/.test(parsed.protocol)) return null;
  const [first = '', second = ''] = parsed.pathname.split('/').filter(Boolean);
  if (first.startsWith('+')) return { invite: first.slice(1) };
  if (first === 'joinchat') return { invite: second };
  if (first.startsWith('$')) return { slug: first.slice(1) };
  if (first === 'invoice') return { slug: second };
  if (!/^\w{2,64}$/.test(first)) return null;
  if (second && !/^\d+$/.test(second) && wishes.startapp === undefined) wishes.startapp = '';
  return { username: first, ...wishes };
}
