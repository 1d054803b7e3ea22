// The lesson is done: on to the next one, or back to the course when it was the last.

import { busy } from '../core/deed.js';
import { call } from '../core/http.js';
import { visit } from '../core/pages.js';
import { haptic } from '../core/telegram.js';
import { say } from '../core/toast.js';

export function attach(button) {
  button.addEventListener('click', () => busy(button, async () => {
    const progress = await call('POST', button.dataset.url);
    haptic('success');
    const { course, lessons, congratulations } = button.dataset;
    if (progress.is_finished) say(congratulations);
    await visit(progress.is_finished ? course : lessons + progress.next_lesson_id, { replace: true });
  }));
}
