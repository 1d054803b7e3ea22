// Begins an attempt, or goes on with the one that is open.

import { busy } from '../core/deed.js';
import { call } from '../core/http.js';
import { reload } from '../core/pages.js';

export function attach(button) {
  button.addEventListener('click', () => busy(button, async () => {
    await call('POST', button.dataset.url);
    await reload();
  }));
}
