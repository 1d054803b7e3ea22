// A button that does something at the server: busy meanwhile, and honest when it did not work.

import { Problem } from './problem.js';
import { showProblem } from './states.js';
import { reload } from './pages.js';
import { haptic } from './telegram.js';
import { say } from './toast.js';

export async function busy(button, deed) {
  if (button.getAttribute('aria-busy') === 'true') return undefined;
  button.setAttribute('aria-busy', 'true');
  try {
    return await deed();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    haptic('error');
    if (error.isSignedOut) showProblem(error, reload);
    else say(error.detail || document.getElementById('toast').dataset.unreachable);
    return undefined;
  } finally {
    button.removeAttribute('aria-busy');
  }
}
