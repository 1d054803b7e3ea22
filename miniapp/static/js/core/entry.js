// How the Mini App was opened: by which bot, for which community. It stays in every address, so
// that a reload inside Telegram's frame finds its way back, even where no storage is allowed.

const given = new URLSearchParams(location.search);
const kept = new URLSearchParams();
for (const name of ['bot', 'community']) if (given.has(name)) kept.set(name, given.get(name));
const hash = location.hash;

export const botId = kept.get('bot');
export const communityKey = kept.get('community');

export function addressOf(path) {
  const query = kept.toString();
  return path + (query ? `?${query}` : '') + hash;
}
