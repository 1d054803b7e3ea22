// Builds elements. Text always goes in as text, so nothing a bot sends can become markup.

const SVG = 'http://www.w3.org/2000/svg';

function isAttributes(value) {
  return value !== null && typeof value === 'object' && !(value instanceof Node) && !Array.isArray(value);
}

function assign(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
  else if (name === 'class') node.classList.add(...String(value).split(' ').filter(Boolean));
  else if (name in node && typeof value !== 'string') node[name] = value;
  else node.setAttribute(name, value === true ? '' : value);
}

/** `h('button.soft', {type: 'button', onclick}, 'Text', child, …)`; empty children are left out. */
export function h(selector, ...rest) {
  const [tag, ...classes] = selector.split('.');
  const node = document.createElement(tag || 'div');
  if (classes.length) node.className = classes.join(' ');
  const attributes = isAttributes(rest[0]) ? rest.shift() : {};
  for (const [name, value] of Object.entries(attributes)) assign(node, name, value);
  node.append(...rest.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ''));
  return node;
}

/** A picture from the sprite; `size` is '' (24 px), 'm' (20) or 's' (16). */
export function icon(name, size = '') {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', size ? `icon ${size}` : 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `/screen/img/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** A round button with a picture only; `label` is read aloud and shown as a hint. */
export function iconButton(name, label, onclick, extra = {}) {
  return h('button.icon-button', { type: 'button', 'aria-label': label, title: label, onclick, ...extra }, icon(name));
}

function initials(title) {
  const letters = String(title).replace(/[^\p{L}\p{N}\s]/gu, ' ').trim().split(/\s+/);
  return letters.slice(0, 2).map((word) => [...word][0] ?? '').join('').toUpperCase() || '?';
}

/** One of the seven face colours, the same for the same id everywhere. */
export function peerColour(id) {
  return (Math.abs(Number(id) || 0) % 7) + 1;
}

/** Initials on a coloured disc, or the photo; `size` is '', 's' or 'l'. */
export function avatar({ id, title, peer, photo }, size = '') {
  const node = h('span.avatar', { class: `p${peer ?? peerColour(id)} ${size}`, 'aria-hidden': 'true' });
  if (photo) node.append(h('img', { src: photo, alt: '' }));
  else node.append(initials(title));
  return node;
}

export function fullName(user) {
  return [user?.first_name, user?.last_name].filter(Boolean).join(' ') || user?.title || user?.username || '';
}
