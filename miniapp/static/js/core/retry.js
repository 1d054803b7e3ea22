// «Try again» on an error page that came from the server.

import { reload } from './pages.js';

export function attach(button) {
  button.addEventListener('click', reload);
}
