// Moves between pages: fetches the next one as the person, swaps it in, keeps history and Telegram's
// back button in step.

import { attach } from './attach.js';
import { addressOf } from './entry.js';
import { request } from './http.js';
import { releaseMainButton, takeMainButton } from './main_button.js';
import { Problem } from './problem.js';
import { carried } from './session.js';
import { place, showProblem, showSkeleton } from './states.js';
import { app, askBeforeClosing, isInside, openOutside } from './telegram.js';

const PATIENCE = 250;
const HOME = '/tg/app/';

let depth = history.state?.depth ?? 0;
let under = null;

export function start(path) {
  history.scrollRestoration = 'manual';
  history.replaceState(entry(path, 0), '', addressOf(path));
  document.addEventListener('click', follow);
  addEventListener('popstate', ({ state }) => {
    if (!state) return;
    depth = state.depth;
    history.replaceState({ ...state, session: carried() }, '');
    load(state.path, state.top);
  });
  app?.BackButton?.onClick?.(back);
  return load(path, 0);
}

// Go to a page. With `replace` the present one is not come back to.
export function visit(path, { replace = false } = {}) {
  const top = 0;
  history.replaceState({ ...history.state, top: scrollY }, '');
  if (!replace) depth += 1;
  if (replace) history.replaceState(entry(path, top), '', addressOf(path));
  else history.pushState(entry(path, top), '', addressOf(path));
  return load(path, top);
}

export function reload() {
  return load(history.state.path, scrollY);
}

function entry(path, top) {
  return { path, depth, top, session: carried() };
}

async function load(path, top) {
  under?.abort();
  const mine = new AbortController();
  under = mine;
  const patience = setTimeout(leave, PATIENCE);
  try {
    const response = await request(path, { accept: 'text/html', signal: mine.signal });
    const page = parse(response, await response.text());
    clearTimeout(patience);
    if (under !== mine) return;
    leave(page);
    await attach(page);
    if (page.isConnected) takeMainButton(page);
    scrollTo(0, top);
  } catch (error) {
    clearTimeout(patience);
    if (under !== mine || error.name === 'AbortError') return;
    const problem = error instanceof Problem ? error : new Problem(500);
    leave();
    showProblem(problem, () => load(path, top));
    if (!(error instanceof Problem)) throw error;
  }
}

function parse(response, html) {
  const page = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-page]');
  if (!page) throw new Problem(500, { request_id: response.headers.get('X-Request-ID') ?? '' });
  return document.adoptNode(page);
}

// The page before is over: its buttons go, then the next page, or bones until it is here.
function leave(page) {
  releaseMainButton();
  askBeforeClosing(false);
  if (!page) {
    showSkeleton();
    return;
  }
  place.removeAttribute('aria-busy');
  place.replaceChildren(page);
  document.documentElement.lang = page.lang;
  document.title = page.dataset.title;
  if (isInside) app.BackButton?.[page.dataset.back ? 'show' : 'hide']();
  page.querySelector('main').focus({ preventScroll: true });
}

function back() {
  if (depth > 0) history.back();
  else visit(place.querySelector('[data-page]')?.dataset.back || HOME, { replace: true });
}

function follow(event) {
  const link = event.target.closest('a[href]');
  const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button);
  if (!link || !isPlain || event.defaultPrevented) return;
  const url = new URL(link.href);
  if (url.origin === location.origin && url.pathname.startsWith(HOME)) {
    event.preventDefault();
    visit(url.pathname, { replace: link.dataset.visit === 'replace' });
  } else if (url.origin !== location.origin) {
    event.preventDefault();
    openOutside(url);
  }
}
