// Photos, videos, records and files inside a bubble.

import { fileUrl } from './api.js';
import { avatar, fullName, h, icon } from './element.js';
import { duration } from './time.js';
import { t } from './words.js';

function size(bytes) {
  if (!bytes) return '';
  if (bytes < 1024) return t('size.b', { n: bytes });
  if (bytes < 1024 * 1024) return t('size.kb', { n: Math.round(bytes / 1024) });
  return t('size.mb', { n: (bytes / 1024 / 1024).toFixed(1) });
}

function shape(node, { width, height }) {
  if (width && height) node.style.aspectRatio = String(Math.min(2.2, Math.max(0.6, width / height)));
  return node;
}

function covered(message, node) {
  if (!message.has_media_spoiler) return node;
  const cover = h('button.media-cover', { type: 'button', onclick: () => cover.remove() }, t('media.hidden'));
  return h('div.media-box', {}, node, cover);
}

function photo(message, on) {
  const best = message.photo.at(-1);
  const picture = h('img', { src: fileUrl(best), alt: message.caption ?? t('kind.photo'), loading: 'lazy' });
  const open = h('button.media-photo', { type: 'button', 'aria-label': t('media.open'), onclick: () => on.photo?.(fileUrl(best)) }, picture);
  return covered(message, shape(open, best));
}

function video(message, file) {
  const looped = Boolean(message.animation);
  const node = h('video.media-video', {
    src: fileUrl(file), controls: !looped, loop: looped, muted: looped, autoplay: looped, preload: 'metadata', 'aria-label': t(looped ? 'kind.animation' : 'kind.video'),
  });
  node.playsInline = true;
  if (message.video_note) node.classList.add('round');
  return covered(message, shape(node, file));
}

/** Bars that look like a record, the same for the same file. */
function wave(seed) {
  const code = [...String(seed)].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  const bars = Array.from({ length: 34 }, (_, i) => {
    const bar = h('i', {});
    bar.style.height = `${20 + (((code >> (i % 24)) * (i + 3) * 2654435761) >>> 24) % 80}%`;
    return bar;
  });
  return h('span.wave', { 'aria-hidden': 'true' }, bars);
}

function record(file, title, { isVoice }) {
  const sound = new Audio();
  sound.preload = 'none';
  sound.src = fileUrl(file);
  const button = h('button.play', { type: 'button', 'aria-label': t('media.play'), onclick: toggle }, icon('play', 'm'));
  const left = h('span.len', {}, duration(file.duration));
  const bars = isVoice ? wave(file.file_unique_id) : h('b.clip', {}, title);
  const node = h('div.voice', {}, button, h('div', {}, bars, left));

  function show(playing) {
    button.replaceChildren(icon(playing ? 'pause' : 'play', 'm'));
    button.setAttribute('aria-label', t(playing ? 'media.pause' : 'media.play'));
  }
  function toggle() {
    if (sound.paused) sound.play().catch(() => show(false));
    else sound.pause();
  }
  sound.addEventListener('play', () => show(true));
  sound.addEventListener('pause', () => show(false));
  sound.addEventListener('timeupdate', () => {
    const share = sound.currentTime / (sound.duration || file.duration || 1);
    left.textContent = duration(sound.currentTime);
    bars.querySelectorAll('i').forEach((bar, i, all) => bar.classList.toggle('past', i / all.length < share));
  });
  return node;
}

function documentRow(file) {
  const name = file.file_name ?? t('kind.document');
  return h('a.file', { href: fileUrl(file), download: name, 'aria-label': t('media.download', { name }) },
    h('span.file-icon', {}, icon('file', 'm')),
    h('span.file-name', {}, h('b', {}, name), h('span', {}, size(file.file_size))));
}

function contact({ contact: card }) {
  const title = fullName(card);
  return h('div.contact', {}, avatar({ id: card.user_id ?? 0, title }), h('span', {}, h('b', {}, title), h('span.num', {}, card.phone_number)));
}

function place(message) {
  const { latitude, longitude } = message.location;
  const title = message.venue?.title ?? t('kind.location');
  return h('div.contact', {}, h('span.file-icon', {}, icon('pin', 'm')),
    h('span', {}, h('b', {}, title), h('span.num', {}, message.venue?.address ?? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`)));
}

/**
 * @param {object} on {photo(url)}
 * @returns the element that shows the medium of a message, or null; `isWide` media touch the bubble's edges.
 */
export function media(message, on) {
  if (message.photo) return { node: photo(message, on), isWide: true };
  for (const kind of ['video', 'animation', 'video_note']) {
    if (message[kind]) return { node: video(message, message[kind]), isWide: kind !== 'video_note' };
  }
  if (message.voice) return { node: record(message.voice, '', { isVoice: true }) };
  if (message.audio) {
    const { title, performer, file_name: file } = message.audio;
    return { node: record(message.audio, [performer, title].filter(Boolean).join(' — ') || file || t('kind.audio'), { isVoice: false }) };
  }
  if (message.document) return { node: documentRow(message.document) };
  if (message.sticker) return { node: h('img.sticker', { src: fileUrl(message.sticker), alt: message.sticker.emoji ?? '' }) };
  if (message.contact) return { node: contact(message) };
  if (message.venue || message.location) return { node: place(message) };
  if (message.dice) return { node: h('div.dice', {}, `${message.dice.emoji} ${message.dice.value}`) };
  return null;
}
