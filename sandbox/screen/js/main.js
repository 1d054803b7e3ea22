// Starts the screen: reads the world and shows it, or says that nobody answers.

import { readWorld } from './api.js';
import { Desk } from './desk.js';
import { h, icon } from './element.js';
import { t } from './words.js';

const root = document.getElementById('sandbox');

function showFailure() {
  root.replaceChildren(h('div.placeholder.bad', { role: 'alert' }, h('span.art', {}, icon('offline')), h('b', {}, t('failed.world')),
    h('p', {}, t('failed.world.why')), h('button.button.filled', { type: 'button', onclick: open }, t('retry'))));
}

async function open() {
  try {
    const world = await readWorld();
    new Desk(root, world);
  } catch (error) {
    console.error('sandbox:', error);
    showFailure();
  }
  root.removeAttribute('aria-busy');
}

document.title = t('sandbox');
open();
