// Signs another device out.

import { busy } from '../core/deed.js';
import { call } from '../core/http.js';
import { reload } from '../core/pages.js';
import { say } from '../core/toast.js';

export function attach(button) {
  button.addEventListener('click', () => busy(button, async () => {
    await call('DELETE', button.dataset.url);
    say(button.dataset.done);
    await reload();
  }));
}
