// The first script: theme, session, then the page that was asked for.

import { start } from './pages.js';
import { Problem } from './problem.js';
import * as session from './session.js';
import { part, place, showProblem } from './states.js';
import { app, isInside, startParam } from './telegram.js';
import { followTheme } from './theme.js';

followTheme();
watchNetwork();
begin();

async function begin() {
  if (!isInside) {
    showProblem(new Problem(401, { code: 'outside' }));
    return;
  }
  app.ready();
  app.expand?.();
  try {
    await session.open();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    showProblem(error, () => location.reload());
    return;
  }
  await start(firstPage());
}

// A link into the Mini App leads to its course once; a reload stays where one is.
function firstPage() {
  const course = /^course_([A-Za-z0-9_-]{1,56})$/.exec(startParam);
  if (history.state?.path) return history.state.path;
  if (course && location.pathname.replace(/\/$/, '') === place.dataset.home.replace(/\/$/, '')) {
    return `/tg/app/courses/${course[1]}`;
  }
  return location.pathname.startsWith('/tg/app/') ? location.pathname : place.dataset.home;
}

function watchNetwork() {
  const show = () => {
    document.querySelector('.strip')?.remove();
    if (!navigator.onLine) document.body.prepend(part('strip'));
  };
  addEventListener('online', show);
  addEventListener('offline', show);
}
