// A choice that is saved as soon as it is made; the page then speaks or counts accordingly.

import { call } from '../core/http.js';
import { reload } from '../core/pages.js';
import { Problem } from '../core/problem.js';
import { haptic } from '../core/telegram.js';
import { say } from '../core/toast.js';

export function attach(field) {
  field.addEventListener('change', async ({ target }) => {
    haptic('choice');
    try {
      await call('PATCH', field.dataset.url, { [field.dataset.field]: target.value });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      haptic('error');
      say(error.detail || document.getElementById('toast').dataset.unreachable);
    }
    await reload();
  });
}
