// What is shown instead of a page: the shell brings these with their words in every language.

import { app, isInside, person } from './telegram.js';

export const place = document.getElementById('app');

export function language() {
  const known = place.querySelector('[data-page]')?.lang || person?.language_code || '';
  return document.querySelector(`template[lang="${known.split('-')[0]}"]`) ? known.split('-')[0] : document.documentElement.lang;
}

export function part(name) {
  const template = document.querySelector(`template[data-state="${name}"][lang="${language()}"]`);
  return template.content.cloneNode(true);
}

export function showSkeleton() {
  place.setAttribute('aria-busy', 'true');
  place.replaceChildren(part('skeleton'));
}

// The state for a problem, with a way to try again.
export function showProblem(problem, retry) {
  const content = part(nameOf(problem));
  fill(content, '[data-detail]', problem.detail);
  fill(content, '[data-code]', problem.requestId);
  content.querySelector('[data-retry]')?.addEventListener('click', retry);
  content.querySelector('[data-close]')?.addEventListener('click', () => app.close());
  document.documentElement.lang = language();
  place.removeAttribute('aria-busy');
  place.replaceChildren(content);
  place.querySelector('h1').focus();
}

function nameOf({ status, code }) {
  if (code === 'outside') return 'outside';
  if (status === 0) return 'unreachable';
  if (status === 401) return isInside ? 'expired' : 'outside';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'missing';
  return 'failed';
}

function fill(content, selector, text) {
  for (const element of content.querySelectorAll(selector)) {
    if (text) element.textContent = text;
    element.closest('[data-optional]')?.toggleAttribute('hidden', !text);
  }
}
